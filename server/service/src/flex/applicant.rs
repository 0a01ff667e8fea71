//! Who joins: a stranger with the session that keeps the drafts, or a person who signed in and has no account
//! in use. A stranger never touches a person that is known: whoever is known signs in first.

use crate::{
    Ctx, Fault,
    actor::{Actor, Member, SessionKey},
    people,
};
use domain::{FormState, flex::IdentityField};
use store::{account, person};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applicant {
    /// The session is minted when the first page is sent.
    Visitor(Option<SessionKey>),
    Member(Member),
}

impl Applicant {
    /// Staff join as anyone else does, at home, not from the desk: `None`.
    pub fn of(actor: &Actor) -> Option<Applicant> {
        match actor {
            Actor::Stranger => Some(Applicant::Visitor(None)),
            Actor::Visitor(session) => Some(Applicant::Visitor(Some(session.clone()))),
            Actor::Member(member) => Some(Applicant::Member(member.clone())),
            Actor::Agent(_) | Actor::Clerk(_) | Actor::FirstReviewer(_) | Actor::SecondReviewer(_) => None,
        }
    }

    pub fn session(&self) -> Option<&SessionKey> {
        match self {
            Applicant::Visitor(session) => session.as_ref(),
            Applicant::Member(member) => Some(member.session()),
        }
    }

    pub fn is_known(&self) -> bool {
        matches!(self, Applicant::Member(_))
    }

    /// Puts in what is known of a member; what the browser sent for these fields counts for nothing.
    pub(super) async fn fill(&self, ctx: &Ctx, form: &mut FormState<IdentityField>) -> Result<(), Fault> {
        let Applicant::Member(member) = self else { return Ok(()) };
        let mut conn = ctx.store.read().await?;
        let person = person::find(&mut conn, member.person_id()).await?;
        drop(conn);
        let person = person.ok_or(Fault::Invariant("a member's session belongs to a person"))?;
        form.set(IdentityField::Name, &person.name);
        form.set(IdentityField::IdNumber, people::id_of(ctx, &person)?.reveal());
        Ok(())
    }
}

/// True when the person has an account that is not closed: one contributor, one account (一人一户).
pub(super) async fn has_account(conn: &mut store::Conn, person_id: &str) -> Result<bool, Fault> {
    let found = account::find_of_person(conn, person_id).await?;
    Ok(found.is_some_and(|own| !own.account.state.is_closed()))
}

/// What a signed-in person without an agreement of this kind may do at `/flex`.
pub async fn may_join(ctx: &Ctx, applicant: &Applicant) -> Result<bool, Fault> {
    match applicant {
        Applicant::Visitor(_) => Ok(true),
        Applicant::Member(member) => {
            let mut conn = ctx.store.read().await?;
            Ok(!has_account(&mut conn, member.person_id()).await?)
        }
    }
}
