"""What may be asked of oversight. Each class is the body of one request."""

from services.oversight.commands.control import OpenControl
from services.oversight.commands.known import NoteAgency, NoteProject
