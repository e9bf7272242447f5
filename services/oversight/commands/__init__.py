"""What may be asked of oversight. Each class is the body of one request."""

from services.oversight.commands.claim import AcceptExpense, ClaimExpense, OpenAccount, RejectExpense
from services.oversight.commands.control import OpenControl
from services.oversight.commands.evidence import FileEvidence, SendDocument
from services.oversight.commands.known import NoteAgency, NoteProject
from services.oversight.commands.target import SetTarget
