//! What one person proposes and another one decides. Both are known by the keyed hash of their identity number,
//! so that a second login is no second person.

use crate::{Fault, registers};
use domain::{
    Problem,
    account_act::NotPossible,
    base::Hindrance,
    closing::NotClosable,
    correction::Irreversible,
    deferral::NotDeferrable,
    indicator::PlanProblem,
    suspense::Unusable,
    transfer::NotTransferable,
    two_people::{Conflict, People, ProposalState},
};
use store::{Conn, account::OwnAccount, person, staff};

/// Why a step is not done; nothing has changed.
#[derive(Debug)]
pub enum Refused {
    /// There is no such proposal.
    NotFound,
    /// It is decided already, the other way.
    Decided,
    Conflict(Conflict),
    Irreversible(Irreversible),
    Unusable(Unusable),
    NotPossible(NotPossible),
    Base(Hindrance),
    NotClosable(NotClosable),
    NotDeferrable(NotDeferrable),
    NotTransferable(NotTransferable),
    Plan(PlanProblem),
    /// What is wrong with the note.
    Note(Problem),
    Fault(Fault),
}

impl Refused {
    /// What a form says of it, at the field that it belongs to. What was decided or has gone meanwhile is a change.
    pub(crate) fn problem(self) -> Result<Problem, Fault> {
        Ok(match self {
            Refused::Fault(fault) => return Err(fault),
            Refused::Note(problem) => problem,
            Refused::Conflict(why) => Problem::Conflict { why },
            Refused::Irreversible(why) => Problem::Irreversible { why },
            Refused::NotClosable(why) => Problem::NotClosable { why },
            Refused::NotTransferable(why) => Problem::NotTransferable { why },
            Refused::Plan(why) => Problem::NoPlan { why },
            Refused::Unusable(why) => Problem::Unusable { why },
            Refused::NotFound
            | Refused::Decided
            | Refused::NotPossible(_)
            | Refused::Base(_)
            | Refused::NotDeferrable(_) => Problem::ChangedMeanwhile,
        })
    }
}

impl<E: Into<Fault>> From<E> for Refused {
    fn from(error: E) -> Self {
        Refused::Fault(error.into())
    }
}

impl store::MaybeTransient for Refused {
    fn is_transient(&self) -> bool {
        matches!(self, Refused::Fault(fault) if fault.is_transient())
    }
}

/// Whose account a proposal is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holder {
    pub index: Option<String>,
    spouse: Option<String>,
}

impl Holder {
    pub async fn of(conn: &mut Conn, own: &OwnAccount) -> Result<Holder, Fault> {
        let person = person::find(conn, &own.person_id).await?;
        let person = person.ok_or(Fault::Invariant("an account has a person"))?;
        let spouse = registers::spouse_index(conn, &own.person_id).await?;
        Ok(Holder { index: Some(person.id_index), spouse })
    }

    /// Whether the maker may propose it.
    pub fn may_propose(&self, maker: &str) -> Result<(), Refused> {
        self.people(maker).may_propose().map_err(Refused::Conflict)
    }

    /// Whether another person may decide it.
    pub fn may_decide(&self, maker: &str, checker: &str) -> Result<(), Refused> {
        self.people(maker).may_decide(checker).map_err(Refused::Conflict)
    }

    fn people<'a>(&'a self, maker: &'a str) -> People<'a> {
        People { holder: self.index.as_deref(), spouse: self.spouse.as_deref(), maker }
    }
}

/// Whether a decision is already made as it is asked for; made the other way, it is refused.
pub(crate) fn decided_so(state: ProposalState, approve: bool) -> Result<bool, Refused> {
    match (state, approve) {
        (ProposalState::Proposed, _) => Ok(false),
        (ProposalState::Done, true) | (ProposalState::Refused, false) => Ok(true),
        _ => Err(Refused::Decided),
    }
}

/// The keyed hash of the identity number of a member of staff.
pub(crate) async fn index_of(conn: &mut Conn, staff_id: &str) -> Result<String, Fault> {
    let found = staff::find(conn, staff_id).await?;
    Ok(found.ok_or(Fault::Invariant("a session of staff has a row"))?.id_index)
}

/// The note of a proposal.
pub(crate) fn note(text: &str) -> Result<Option<String>, Refused> {
    domain::text::note(text).map_err(Refused::Note)
}
