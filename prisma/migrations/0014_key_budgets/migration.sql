-- Keys with a budget, and keys whose secret is replaced.

-- The most that the dearest row can cost once, and what a job may cost in all where that is more than its ceiling, because
-- rows of it were sent once more. Pico-dollars.
ALTER TABLE "jobs" ADD COLUMN "row_ceiling" DECIMAL(38,0);
ALTER TABLE "jobs" ADD COLUMN "reserved" DECIMAL(38,0);

-- The last rotation: repeated under the same id, it is the same one with another secret.
ALTER TABLE "api_keys" ADD COLUMN "rotation_id" TEXT;

ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "api_keys_organization_id_created_by_id_idx" ON "api_keys"("organization_id", "created_by_id");
