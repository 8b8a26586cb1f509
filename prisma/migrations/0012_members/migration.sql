-- Who was asked into an organization, and teams in which nothing new is begun.

ALTER TABLE "teams" ADD COLUMN "archived_at" TIMESTAMPTZ(3);

CREATE TABLE "invitations" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" "role",
    "teams" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "invited_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "accepted_by_id" TEXT,

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "invitations_hash_key" ON "invitations"("hash");

CREATE INDEX "invitations_organization_id_id_idx" ON "invitations"("organization_id", "id");

-- One that nobody has answered yet for each address.
CREATE UNIQUE INDEX "invitations_unanswered_key" ON "invitations"("organization_id", "email")
  WHERE "accepted_at" IS NULL AND "revoked_at" IS NULL;

ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "invitations" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "invitations" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "invitations" USING (organization_id = current_organization())
  WITH CHECK (organization_id = current_organization());
CREATE POLICY owner_reads ON "invitations" FOR SELECT TO CURRENT_USER USING (true);

-- Whoever has a link belongs to no organization yet. One that waits for its deletion takes nobody in.
CREATE FUNCTION "open_invitation_of"(given_hash text, at timestamptz)
  RETURNS TABLE (id text, organization_id text, organization_name text, email text, invited_by text, expires_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT i.id, i.organization_id, o.name, i.email, u.name, i.expires_at
    FROM invitations i
    JOIN organizations o ON o.id = i.organization_id
    LEFT JOIN memberships m ON m.organization_id = i.organization_id AND m.user_id = i.invited_by_id
    LEFT JOIN users u ON u.id = m.user_id
    WHERE i.hash = given_hash AND i.accepted_at IS NULL AND i.revoked_at IS NULL
      AND i.expires_at > at AND o.delete_after IS NULL
  $$;

REVOKE ALL ON FUNCTION "open_invitation_of"(text, timestamptz) FROM PUBLIC;
