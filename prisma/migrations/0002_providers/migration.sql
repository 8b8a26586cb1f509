-- A provider is named by text: the registry of providers knows the kinds, so a new one needs no migration.
ALTER TABLE "connections" ALTER COLUMN "provider" TYPE TEXT USING "provider"::TEXT;
ALTER TABLE "jobs" ALTER COLUMN "provider" TYPE TEXT USING "provider"::TEXT;
ALTER TABLE "ledger_entries" ALTER COLUMN "provider" TYPE TEXT USING "provider"::TEXT;
DROP TYPE "provider_kind";

ALTER TABLE "connections" ADD COLUMN "settings" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN "keeps_files" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "sealed_hook_secret" BYTEA,
ADD COLUMN "disabled_at" TIMESTAMPTZ(3);

ALTER TABLE "batches" ADD COLUMN "files_removed_at" TIMESTAMPTZ(3);

-- A provider that calls us names a connection, and no organization.
CREATE FUNCTION "organization_of_connection"(connection_id text) RETURNS TABLE (organization_id text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT organization_id FROM connections WHERE id = connection_id $$;

REVOKE ALL ON FUNCTION "organization_of_connection"(text) FROM PUBLIC;
