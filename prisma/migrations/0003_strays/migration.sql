ALTER TABLE "extra_batches" ADD COLUMN "files_removed_at" TIMESTAMPTZ(3);
