//! Who acts. Roles are types, minted only by [`crate::session`]: a use case that takes a [`SecondReviewer`]
//! cannot be called by anyone else, and the compiler says so.

pub use store::staff::Role as StaffRole;

/// A contributor (缴存人) who signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub(crate) person_id: String,
    pub(crate) session: SessionKey,
}

/// An agent of a unit (单位经办人). The unit comes from the agent's row with every request, so that nothing a browser
/// sends names a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    pub(crate) agent_id: String,
    pub(crate) unit_id: String,
    pub(crate) session: SessionKey,
}

impl Agent {
    pub fn agent_id(&self) -> &str {
        &self.agent_id
    }

    pub fn unit_id(&self) -> &str {
        &self.unit_id
    }

    pub fn session(&self) -> &SessionKey {
        &self.session
    }
}

/// The stored hash of the session's token: names a session, opens nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionKey(pub(crate) String);

macro_rules! staff_role {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            pub(crate) staff_id: String,
            pub(crate) session: SessionKey,
        }

        impl $name {
            pub fn staff_id(&self) -> &str {
                &self.staff_id
            }

            pub fn session(&self) -> &SessionKey {
                &self.session
            }
        }
    };
}

staff_role!(
    /// A clerk at the counter (柜员): verifies certificates, sees data only inside a scan or a case.
    Clerk
);
staff_role!(
    /// First review (初审).
    FirstReviewer
);
staff_role!(
    /// Second review (复核), by another person than the first.
    SecondReviewer
);

impl Member {
    pub fn person_id(&self) -> &str {
        &self.person_id
    }

    pub fn session(&self) -> &SessionKey {
        &self.session
    }
}

impl SessionKey {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The actor of one request.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Actor {
    /// Nobody has signed in. A visitor who has sent a form has a session that keeps the draft.
    #[default]
    Stranger,
    Visitor(SessionKey),
    Member(Member),
    Agent(Agent),
    Clerk(Clerk),
    FirstReviewer(FirstReviewer),
    SecondReviewer(SecondReviewer),
}

impl Actor {
    pub fn session(&self) -> Option<&SessionKey> {
        match self {
            Actor::Stranger => None,
            Actor::Visitor(session) => Some(session),
            Actor::Member(member) => Some(&member.session),
            Actor::Agent(agent) => Some(&agent.session),
            Actor::Clerk(clerk) => Some(&clerk.session),
            Actor::FirstReviewer(reviewer) => Some(&reviewer.session),
            Actor::SecondReviewer(reviewer) => Some(&reviewer.session),
        }
    }
}
