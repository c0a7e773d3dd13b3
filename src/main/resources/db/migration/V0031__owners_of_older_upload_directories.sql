-- A directory belongs to whose files it holds, where they are of one caller; an empty one need not be kept. One of several
-- callers' files stays nobody's: only who is admin sees and deletes it. Takes row locks alone.
UPDATE upload_directory d
SET caller = files.caller
FROM (
    SELECT directory, min(caller) AS caller
    FROM upload_file
    GROUP BY directory
    HAVING min(caller) = max(caller)
) AS files
WHERE d.caller IS NULL
  AND files.directory = d.name;

DELETE FROM upload_directory d
WHERE d.caller IS NULL
  AND NOT EXISTS (SELECT FROM upload_file f WHERE f.directory = d.name);
