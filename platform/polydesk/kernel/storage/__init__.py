"""Files through one verb: `await storage.receive(form.files("files"))` keeps what came, `storage.link(file)` lends it.

Words: a *store* holds the bytes (S3, or a folder with the same signed links), the row knows what they are; a *claim* is
the signed receipt for a file that nobody has used yet, which a form carries in `file_ids` so that a failed submit loses
nothing; `take` turns claims into somebody's files, in the transaction that uses them. What nobody takes within a day
is swept away. The type is told by the bytes; pictures are written anew; all else only ever leaves as a download.
"""

from polydesk.kernel.storage.beside import drop_beside, keep_beside, read_beside
from polydesk.kernel.storage.claims import claimed, give_back, take
from polydesk.kernel.storage.examining import set_scanner
from polydesk.kernel.storage.files import StoredFile, file_of, files_of, problems_of, problems_told
from polydesk.kernel.storage.guarding import Readers, guards
from polydesk.kernel.storage.keeping import keep_bytes, open_bytes, receive, remove, workplace
from polydesk.kernel.storage.limits import BODY_LIMIT, FILE_BYTES, FILES
from polydesk.kernel.storage.links import lasting_link, link
from polydesk.kernel.storage.refusals import NoRoomLeft, explains_room
from polydesk.kernel.storage.room import MEGABYTE, Room, grant_room, room, used_bytes
from polydesk.kernel.storage.stores import StorageDown, Upload
from polydesk.kernel.storage.sweeping import erase_all
from polydesk.kernel.storage.uploading import begin, finish

__all__ = [
    "BODY_LIMIT",
    "FILES",
    "FILE_BYTES",
    "MEGABYTE",
    "NoRoomLeft",
    "Readers",
    "Room",
    "StorageDown",
    "StoredFile",
    "Upload",
    "begin",
    "claimed",
    "drop_beside",
    "erase_all",
    "explains_room",
    "file_of",
    "files_of",
    "finish",
    "give_back",
    "grant_room",
    "guards",
    "keep_beside",
    "keep_bytes",
    "lasting_link",
    "link",
    "open_bytes",
    "problems_of",
    "problems_told",
    "read_beside",
    "receive",
    "remove",
    "room",
    "set_scanner",
    "take",
    "used_bytes",
    "workplace",
]
