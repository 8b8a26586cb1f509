ALTER TABLE "organizations"
  ADD COLUMN "max_upload_bytes" BIGINT CHECK ("max_upload_bytes" > 0),
  ADD COLUMN "max_stored_bytes" BIGINT CHECK ("max_stored_bytes" >= 0);
