//! What can be wrong with the books, and how it is told.

use super::{ClosedDay, KeptFile, Signatures, SignedDay};
use domain::{Fen, account::PaidMonths};
use std::fmt;

/// One thing that must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The running total is not what the rows add up to.
    Balance { account: String, claimed: Fen, from_rows: Fen },
    /// The reserved total is not what open reservations add up to.
    Reserved { account: String, claimed: Fen, from_rows: Fen },
    /// Credits less debits over all accounts is not zero.
    BooksOpen { total: Fen },
    /// A row of the account says what no row can say; nothing else is checked of the account.
    Unreadable { account: String },
    /// A member's account without its place in the ledger.
    NoLedgerAccount { account: String },
    /// Paid months, first or latest month are not those of the rows.
    Months { account: String, claimed: PaidMonths, from_rows: PaidMonths },
    /// A closed account still holds money.
    ClosedWithMoney { account: String, posted: Fen },
    /// A resolution differs from its reservation.
    Resolution { seq: i64 },
    /// A reversal is not the mirror of what it reverses, or a row stands for one that was not reversed.
    Reversal { seq: i64 },
    /// Employer's and own share do not add up to the amount.
    Shares { seq: i64 },
    /// A transfer names an account that does not exist.
    Astray { seq: i64 },
    /// A withdrawal case whose money is not where its state says, or whose reviewers are not two other people.
    Case { number: String },
    /// The clearing account does not hold what approved cases have sent there.
    Clearing { held: Fen, sent: Fen },
    /// An interest entry is not what the arithmetic gives from the rows before it; `None` where those rows
    /// contradict each other or no rate is known.
    Interest { seq: i64, account: String, posted: Fen, from_rows: Option<Fen> },
    /// A settled year owed an account interest and there is no entry.
    NoInterest { account: String, year: i32, from_rows: Fen },
    /// Frozen money is not what the last order that two people carried out says.
    Frozen { account: String },
    /// A batch of bases took effect in part, over an open objection, or by one person alone.
    BaseBatch { batch: String },
    /// A row repays a deferral that two people have not granted.
    Deferral { seq: i64 },
    /// An account is closed without a closing that stands, or open with one.
    Closing { account: String },
    /// A closing did not take out principal and interest, whole, to where it says.
    ClosingMoney { account: String },
    /// A transfer between cities whose money contradicts its state.
    Transfer { number: String },
    /// The suspense account does not hold what its receipts say.
    Suspense { held: Fen, listed: Fen },
    /// An issued statement is not what its rows say, or what was kept of it was changed.
    Statement { account: String, year: i32 },
    /// A day that three people have signed is not what it was.
    SignedDay { day: chrono::NaiveDate, what: SignedDay },
    /// The signatures of a day-end sheet contradict themselves, the sheet or the audit.
    Signatures { day: String, what: Signatures },
    /// What was kept of the bank's statements is not what was taken in.
    KeptFile(KeptFile),
    /// An audit row does not follow the one before it.
    AuditChain { seq: i64 },
    /// The head of the audit chain is not its last row.
    AuditHead { seq: i64 },
    /// A closed day does not hold any more.
    ClosedDay(ClosedDay),
}

/// One line each, for the operator.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Balance { account, claimed, from_rows } => {
                differs(f, ("balance", account, *claimed), ("its rows add up to", *from_rows))
            }
            Finding::Reserved { account, claimed, from_rows } => {
                differs(f, ("reserved", account, *claimed), ("open reservations are", *from_rows))
            }
            Finding::BooksOpen { total } => {
                write!(f, "all balances add up to {} instead of zero", total.plain())
            }
            Finding::Unreadable { account } => write!(f, "a row of account {account} cannot be read"),
            Finding::NoLedgerAccount { account } => write!(f, "account {account} has no place in the ledger"),
            Finding::Months { account, claimed, from_rows } => {
                write!(f, "months of {account} are {}, its rows say {}", Shown(claimed), Shown(from_rows))
            }
            Finding::ClosedWithMoney { account, posted } => {
                write!(f, "account {account} is closed and holds {}", posted.plain())
            }
            Finding::Resolution { seq } => write!(f, "transfer {seq} does not match its reservation"),
            Finding::Reversal { seq } => {
                write!(f, "transfer {seq} does not match what it reverses or replaces")
            }
            Finding::Shares { seq } => write!(f, "the shares of transfer {seq} do not add up to its amount"),
            Finding::Astray { seq } => write!(f, "transfer {seq} names an account that does not exist"),
            Finding::Case { number } => {
                write!(f, "case {number}: its money or its reviewers contradict its state")
            }
            Finding::Clearing { held, sent } => {
                write!(f, "{} is in clearing, approved cases have sent {}", held.plain(), sent.plain())
            }
            Finding::Interest { seq, account, posted, from_rows } => {
                let from_rows = from_rows.map_or("nothing that can be computed".into(), Fen::plain);
                write!(
                    f,
                    "interest entry {seq} of {account} is {}, its rows give {from_rows}",
                    posted.plain()
                )
            }
            Finding::NoInterest { account, year, from_rows } => {
                write!(f, "{account} has no interest entry of {year}, its rows give {}", from_rows.plain())
            }
            Finding::Frozen { account } => {
                write!(f, "frozen money of {account} is not what its last order says")
            }
            Finding::BaseBatch { batch } => {
                write!(f, "batch of bases {batch}: its lines or its people contradict its state")
            }
            Finding::Deferral { seq } => {
                write!(f, "transfer {seq} repays a deferral that was not granted for its account and months")
            }
            Finding::Closing { account } => write!(f, "the state of {account} contradicts its closings"),
            Finding::ClosingMoney { account } => {
                write!(f, "the closing of {account} and the rows that paid it out disagree")
            }
            Finding::Transfer { number } => write!(f, "transfer {number}: its money contradicts its state"),
            Finding::Suspense { held, listed } => {
                write!(f, "{} is in suspense, its receipts say {}", held.plain(), listed.plain())
            }
            Finding::Statement { account, year } => {
                write!(f, "the statement of {account} for {year} is not what was issued")
            }
            Finding::SignedDay { day, what } => write!(f, "{day} is signed, and {what}"),
            Finding::Signatures { day, what } => write!(f, "the day-end sheet of {day}: {what}"),
            Finding::AuditChain { seq } => write!(f, "audit row {seq} does not follow the row before it"),
            Finding::AuditHead { seq } => write!(f, "the head of the audit chain is not its last row, {seq}"),
            Finding::KeptFile(finding) => finding.fmt(f),
            Finding::ClosedDay(finding) => finding.fmt(f),
        }
    }
}

/// A total of an account that is not what its rows give.
fn differs(
    f: &mut fmt::Formatter<'_>,
    (what, account, claimed): (&str, &str, Fen),
    (of, from_rows): (&str, Fen),
) -> fmt::Result {
    write!(f, "{what} of {account} is {}, {of} {}", claimed.plain(), from_rows.plain())
}

/// Months of an account in a finding: first to latest, consecutive of all.
struct Shown<'a>(&'a PaidMonths);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let month = |month: Option<domain::Month>| month.map_or("none".into(), |month| month.to_string());
        let PaidMonths { first, through, consecutive, total } = self.0;
        write!(f, "{} to {}, {consecutive} in a row of {total}", month(*first), month(*through))
    }
}
