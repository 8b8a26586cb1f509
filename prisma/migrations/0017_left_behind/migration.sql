-- Who knows the secret of a key: since a rotation, whoever asked for that.
ALTER TABLE "api_keys" ADD COLUMN "rotated_by_id" TEXT;
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_rotated_by_id_fkey"
  FOREIGN KEY ("rotated_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "api_keys_organization_id_rotated_by_id_idx" ON "api_keys"("organization_id", "rotated_by_id");

-- The answer that shows the secret of a key is kept for an hour, for a caller who has not heard it. Its idempotency key
-- stays taken.
CREATE POLICY owner_erases ON "idempotency_records" FOR UPDATE TO CURRENT_USER USING (true);
CREATE FUNCTION "erase_told_secrets"(at timestamptz)
  RETURNS bigint
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    WITH erased AS (
      UPDATE idempotency_records SET sealed_answer = NULL
      WHERE operation LIKE 'POST /api/v1/api-keys%' AND sealed_answer IS NOT NULL
        AND claimed_at < least(erase_told_secrets.at, now()) - interval '1 hour'
      RETURNING 1)
    SELECT count(*) FROM erased
  $$;
REVOKE ALL ON FUNCTION "erase_told_secrets"(timestamptz) FROM PUBLIC;
