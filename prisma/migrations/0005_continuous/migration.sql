ALTER TABLE "batches" ADD COLUMN "channel" TEXT NOT NULL DEFAULT 'batch',
ADD COLUMN "checkpoints" JSONB NOT NULL DEFAULT '[]';

ALTER TABLE "connections" ADD COLUMN "takes_batches" BOOLEAN;

-- Rows that are sent one by one go on by other tasks than a batch at a provider.
CREATE OR REPLACE FUNCTION "due_work"(due_before timestamptz, at_most integer)
  RETURNS TABLE (organization_id text, kind text, id text, state text, version integer)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT work.organization_id, work.kind, work.id, work.state, work.version FROM (
      SELECT organization_id, 'dataset', id, state::text, version, due_at FROM datasets WHERE due_at <= due_before
      UNION ALL
      SELECT organization_id, 'job', id, state::text, version, due_at FROM jobs WHERE due_at <= due_before
      UNION ALL
      SELECT organization_id, CASE channel WHEN 'batch' THEN 'batch' ELSE 'run' END, id, state::text, version, due_at
        FROM batches WHERE due_at <= due_before
      UNION ALL
      SELECT organization_id, 'extra', id, 'extra', version, due_at FROM extra_batches WHERE due_at <= due_before
    ) AS work (organization_id, kind, id, state, version, due_at)
    ORDER BY due_at LIMIT at_most
  $$;

-- Nothing is kept at a provider for rows that were sent one by one.
CREATE OR REPLACE FUNCTION "active_connections"(since timestamptz)
  RETURNS TABLE (organization_id text, id text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT DISTINCT organization_id, connection_id FROM batches
    WHERE channel = 'batch' AND greatest(claimed_at, creating_at, submitted_at, settled_at) >= since $$;
