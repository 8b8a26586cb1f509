ALTER TABLE "connections" ADD COLUMN "files_swept_at" TIMESTAMPTZ(3),
ADD COLUMN "stray_files_left" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "stray_files_removed" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "extra_batches" ADD COLUMN "files_removed_at" TIMESTAMPTZ(3);

-- A batch that was claimed, and cancelled before its create, may have left a file.
CREATE OR REPLACE FUNCTION "active_connections"(since timestamptz)
  RETURNS TABLE (organization_id text, id text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT DISTINCT organization_id, connection_id FROM batches
    WHERE greatest(claimed_at, creating_at, submitted_at, settled_at) >= since $$;
