//! What one person proposes and another one decides (制单、复核): the state of a proposal, and who may decide it.

use serde::{Deserialize, Serialize};

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalState {
    Proposed,
    Done,
    Refused,
}

impl ProposalState {
    pub const ALL: [ProposalState; 3] =
        [ProposalState::Proposed, ProposalState::Done, ProposalState::Refused];

    pub const fn code(self) -> &'static str {
        match self {
            ProposalState::Proposed => "proposed",
            ProposalState::Done => "done",
            ProposalState::Refused => "refused",
        }
    }

    pub fn from_code(code: &str) -> Option<ProposalState> {
        ProposalState::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// Why a person may not propose or decide something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Conflict {
    /// The maker never checks, under whatever login.
    SamePerson,
    /// Nobody handles an own account or the spouse's.
    OwnAccount,
}

/// The people of a proposal, by keyed hashes of their identity numbers.
#[derive(Clone, Copy, Debug)]
pub struct People<'a> {
    pub holder: Option<&'a str>,
    pub spouse: Option<&'a str>,
    pub maker: &'a str,
}

impl People<'_> {
    /// Whether the maker may propose it.
    pub fn may_propose(&self) -> Result<(), Conflict> {
        self.is_stranger(self.maker)
    }

    /// Whether `checker` may decide it.
    pub fn may_decide(&self, checker: &str) -> Result<(), Conflict> {
        if checker == self.maker { Err(Conflict::SamePerson) } else { self.is_stranger(checker) }
    }

    fn is_stranger(&self, who: &str) -> Result<(), Conflict> {
        let own = self.holder == Some(who) || self.spouse == Some(who);
        if own { Err(Conflict::OwnAccount) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_different_people_or_none() {
        let people = People { holder: Some("h"), spouse: Some("s"), maker: "m" };
        assert_eq!(people.may_propose(), Ok(()));
        assert_eq!(people.may_decide("c"), Ok(()));
        assert_eq!(people.may_decide("m"), Err(Conflict::SamePerson));
        assert_eq!(people.may_decide("h"), Err(Conflict::OwnAccount));
        assert_eq!(people.may_decide("s"), Err(Conflict::OwnAccount));
        assert_eq!(People { maker: "s", ..people }.may_propose(), Err(Conflict::OwnAccount));
        let nobody = People { holder: None, spouse: None, maker: "m" };
        assert_eq!(nobody.may_decide("h"), Ok(()));
    }

    #[test]
    fn states_read_back() {
        for state in ProposalState::ALL {
            assert_eq!(ProposalState::from_code(state.code()), Some(state));
        }
        assert_eq!(ProposalState::from_code(""), None);
    }
}
