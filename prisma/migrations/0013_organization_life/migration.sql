-- How an organization ends: what is to be told of its removal outlives its rows, for as long as nobody was told.

CREATE TABLE "organization_removals" (
    "id" TEXT NOT NULL,
    -- Null once whoever was to be told was told: no person and no name stays here.
    "name" TEXT,
    "owners" JSONB,
    "begun_at" TIMESTAMPTZ(3) NOT NULL,
    "datasets" INTEGER NOT NULL,
    "jobs" INTEGER NOT NULL,
    "objects" INTEGER NOT NULL,
    "bytes" BIGINT NOT NULL,
    "files_removed" INTEGER NOT NULL DEFAULT 0,
    "files_kept" INTEGER NOT NULL DEFAULT 0,
    "files_refused" INTEGER NOT NULL DEFAULT 0,
    "ended_at" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "organization_removals_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "organization_removals" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "organization_removals" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "organization_removals" USING (id = current_organization())
  WITH CHECK (id = current_organization());
CREATE POLICY owner_reads ON "organization_removals" FOR SELECT TO CURRENT_USER USING (true);

-- Organizations that wait for their removal, and those of which somebody has still to be told.
CREATE FUNCTION "closing_organizations"() RETURNS TABLE (organization_id text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT id FROM organizations WHERE delete_after IS NOT NULL
    UNION
    SELECT id FROM organization_removals WHERE told_at IS NULL
  $$;

-- The application may not delete an organization, nor a job, nor an entry of the ledger. This deletes them all, and only once
-- the time has passed that an owner was told. Tables are found by their column, so that one that is added later is emptied
-- too; one that others refer to is tried again after them.
CREATE FUNCTION "purge_organization"(wanted_id text) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
  DECLARE
    tenant_table text;
    again boolean := true;
  BEGIN
    PERFORM set_config('tranche.organization_id', wanted_id, true);
    PERFORM 1 FROM organizations WHERE id = wanted_id AND delete_after <= now() FOR UPDATE;
    IF NOT FOUND THEN
      RETURN false;
    END IF;
    FOR round IN 1..10 LOOP
      EXIT WHEN NOT again;
      again := false;
      FOR tenant_table IN
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
          AND a.attname = 'organization_id' AND NOT a.attisdropped
        ORDER BY c.relname
      LOOP
        BEGIN
          EXECUTE format('DELETE FROM %I WHERE organization_id = $1', tenant_table) USING wanted_id;
        EXCEPTION WHEN foreign_key_violation OR restrict_violation THEN
          again := true;
        END;
      END LOOP;
    END LOOP;
    DELETE FROM organizations WHERE id = wanted_id;
    RETURN true;
  END $$;

REVOKE ALL ON FUNCTION "closing_organizations"(), "purge_organization"(text) FROM PUBLIC;
