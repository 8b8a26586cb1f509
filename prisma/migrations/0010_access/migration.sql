-- Who may do what: roles in an organization and in its teams, keys that were made for something, and the record of changes.

ALTER TYPE "role" ADD VALUE 'admin';
ALTER TYPE "role" ADD VALUE 'member';
ALTER TYPE "role" ADD VALUE 'viewer';
ALTER TYPE "role" ADD VALUE 'billing';

CREATE TYPE "team_role" AS ENUM ('admin', 'member', 'viewer', 'billing');
CREATE TYPE "key_scope" AS ENUM ('read', 'submit', 'approve', 'admin');
CREATE TYPE "actor_kind" AS ENUM ('user', 'key', 'system');

ALTER TABLE "organizations" ADD COLUMN "delete_after" TIMESTAMPTZ(3);

-- Null: somebody who is only in teams.
ALTER TABLE "memberships" ALTER COLUMN "role" DROP NOT NULL;

CREATE TABLE "team_memberships" (
    "organization_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" "team_role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "team_memberships_pkey" PRIMARY KEY ("organization_id","team_id","user_id")
);

CREATE INDEX "team_memberships_organization_id_user_id_idx" ON "team_memberships"("organization_id", "user_id");

ALTER TABLE "team_memberships" ADD CONSTRAINT "team_memberships_organization_id_user_id_fkey" FOREIGN KEY ("organization_id", "user_id") REFERENCES "memberships"("organization_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "team_memberships" ADD CONSTRAINT "team_memberships_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A key of before could do everything.
ALTER TABLE "api_keys" ADD COLUMN "scopes" "key_scope"[] DEFAULT ARRAY['read', 'submit', 'approve', 'admin']::"key_scope"[];
ALTER TABLE "api_keys" ALTER COLUMN "scopes" DROP DEFAULT;
ALTER TABLE "api_keys" ADD COLUMN "team_id" TEXT;
ALTER TABLE "api_keys" ADD COLUMN "expires_at" TIMESTAMPTZ(3);
ALTER TABLE "api_keys" ADD COLUMN "created_by_id" TEXT;
-- The secret before a rotation, for as long as both hold.
ALTER TABLE "api_keys" ADD COLUMN "previous_hash" TEXT;
ALTER TABLE "api_keys" ADD COLUMN "previous_until" TIMESTAMPTZ(3);
ALTER TABLE "api_keys" ADD COLUMN "budget" DECIMAL(38,0);

CREATE UNIQUE INDEX "api_keys_previous_hash_key" ON "api_keys"("previous_hash");

ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "jobs" ADD COLUMN "api_key_id" TEXT;
CREATE INDEX "jobs_organization_id_api_key_id_idx" ON "jobs"("organization_id", "api_key_id");
CREATE INDEX "jobs_organization_id_team_id_idx" ON "jobs"("organization_id", "team_id");

-- Data belongs to a team as jobs do; that of before to the oldest one.
ALTER TABLE "datasets" ADD COLUMN "team_id" TEXT;
ALTER TABLE "datasets" NO FORCE ROW LEVEL SECURITY;
UPDATE "datasets" d SET "team_id" = (
  SELECT t.id FROM "teams" t WHERE t.organization_id = d.organization_id ORDER BY t.created_at, t.id LIMIT 1);
ALTER TABLE "datasets" FORCE ROW LEVEL SECURITY;
ALTER TABLE "datasets" ALTER COLUMN "team_id" SET NOT NULL;
ALTER TABLE "datasets" ADD CONSTRAINT "datasets_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "datasets_organization_id_team_id_idx" ON "datasets"("organization_id", "team_id");

CREATE TABLE "audit_entries" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" "actor_kind" NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "address" TEXT,
    "user_agent" TEXT,
    "action" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "subject_name" TEXT,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "audit_entries_organization_id_at_idx" ON "audit_entries"("organization_id", "at");
CREATE INDEX "audit_entries_organization_id_subject_id_idx" ON "audit_entries"("organization_id", "subject_id");

ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entries_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['team_memberships', 'audit_entries'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (organization_id = current_organization())
         WITH CHECK (organization_id = current_organization())', tenant_table);
    EXECUTE format('CREATE POLICY owner_reads ON %I FOR SELECT TO CURRENT_USER USING (true)', tenant_table);
  END LOOP;
END $$;

-- What has no organization yet: whose key this is, and where somebody belongs.
DROP FUNCTION "organization_of_api_key"(text);
CREATE FUNCTION "api_key_of"(given_hash text, at timestamptz)
  RETURNS TABLE (organization_id text, id text, name text, scopes text[], team_id text, delete_after timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT k.organization_id, k.id, k.name, k.scopes::text[], k.team_id, o.delete_after
    FROM api_keys k JOIN organizations o ON o.id = k.organization_id
    WHERE (k.hash = given_hash OR (k.previous_hash = given_hash AND k.previous_until > at))
      AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > at)
  $$;

DROP FUNCTION "memberships_of_user"(text);
CREATE FUNCTION "memberships_of_user"(wanted_user_id text)
  RETURNS TABLE (organization_id text, organization_name text, delete_after timestamptz, role text, teams jsonb)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT m.organization_id, o.name, o.delete_after, m.role::text, coalesce((
      SELECT jsonb_agg(jsonb_build_object('teamId', t.team_id, 'role', t.role) ORDER BY t.team_id)
      FROM team_memberships t WHERE t.organization_id = m.organization_id AND t.user_id = m.user_id), '[]')
    FROM memberships m JOIN organizations o ON o.id = m.organization_id
    WHERE m.user_id = wanted_user_id ORDER BY m.created_at, m.organization_id
  $$;

REVOKE ALL ON FUNCTION "api_key_of"(text, timestamptz), "memberships_of_user"(text) FROM PUBLIC;
