-- An upload directory belongs to the caller who made it. Those of before belong to nobody: only who is admin sees them.
-- Takes ACCESS EXCLUSIVE on upload_directory for a moment; nothing is rewritten.
ALTER TABLE upload_directory ADD COLUMN caller text;
COMMENT ON COLUMN upload_directory.caller IS 'who made it; null where that is not known';
