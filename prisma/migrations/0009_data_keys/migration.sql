CREATE TABLE "data_keys" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "wrapped" BYTEA NOT NULL,
    "master_key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "data_keys_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "data_keys_organization_id_idx" ON "data_keys"("organization_id");

ALTER TABLE "data_keys" ADD CONSTRAINT "data_keys_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A wrapped key begins with its format (1 byte), the id of the master key (8) and its own (8).
INSERT INTO "data_keys" ("id", "organization_id", "wrapped", "master_key_id", "created_at")
  SELECT encode(substring("wrapped_data_key" FROM 10 FOR 8), 'hex'), "id", "wrapped_data_key",
    encode(substring("wrapped_data_key" FROM 2 FOR 8), 'hex'), "created_at"
  FROM "organizations";

ALTER TABLE "organizations" DROP COLUMN "wrapped_data_key";

ALTER TABLE "data_keys" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "data_keys" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "data_keys" USING (organization_id = current_organization())
  WITH CHECK (organization_id = current_organization());
CREATE POLICY owner_reads ON "data_keys" FOR SELECT TO CURRENT_USER USING (true);
