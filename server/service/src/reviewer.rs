//! Either reviewer (初审, 复核), where both see the same page: who it is, which cases are closed to them, and why a
//! form of theirs is not carried out.

use crate::{
    Ctx, Fault,
    actor::{FirstReviewer, SecondReviewer, SessionKey},
    draft::{self, Form},
    registers, two_people,
};
use domain::{CaseNumber, FormField, FormState, PersonName, withdrawal::Stage};
use store::{Conn, officer::Officer};

#[derive(Clone, Debug)]
pub enum Reviewer {
    First(FirstReviewer),
    Second(SecondReviewer),
}

impl Reviewer {
    pub fn stage(&self) -> Stage {
        match self {
            Reviewer::First(_) => Stage::First,
            Reviewer::Second(_) => Stage::Second,
        }
    }

    pub(crate) fn staff_id(&self) -> &str {
        match self {
            Reviewer::First(reviewer) => reviewer.staff_id(),
            Reviewer::Second(reviewer) => reviewer.staff_id(),
        }
    }

    pub fn session(&self) -> &SessionKey {
        match self {
            Reviewer::First(reviewer) => reviewer.session(),
            Reviewer::Second(reviewer) => reviewer.session(),
        }
    }

    /// The reviewer's own keyed hash of the identity number.
    pub(crate) async fn index(&self, conn: &mut Conn) -> Result<String, Fault> {
        two_people::index_of(conn, self.staff_id()).await
    }

    /// As it is written beside the state of a case.
    pub(crate) fn officer<'a>(&'a self, id_index: &'a str) -> Officer<'a> {
        Officer::of(self.stage(), self.staff_id(), id_index)
    }

    /// Keeps a form that was refused for the page that shows it again; forgets it otherwise.
    pub(crate) async fn keep_refused<F: FormField, T>(
        &self,
        ctx: &Ctx,
        draft: &'static str,
        number: &CaseNumber,
        done: &Result<T, NotReviewed<F>>,
    ) -> Result<(), Fault> {
        match done {
            Err(NotReviewed::Problem(form)) => {
                let form = Form { request_id: number.as_str().to_owned(), state: form.clone() };
                draft::save(ctx, self.session(), draft, form).await
            }
            _ => draft::forget(ctx, self.session(), draft).await,
        }
    }

    /// The form that was refused for this case, or an empty one.
    pub(crate) async fn refused_form<F: FormField>(
        &self,
        ctx: &Ctx,
        draft: &'static str,
        number: &CaseNumber,
    ) -> Result<FormState<F>, Fault> {
        let kept = draft::load::<F>(ctx, Some(self.session()), draft).await?;
        Ok(if kept.request_id == number.as_str() { kept.state } else { FormState::default() })
    }
}

/// Why a reviewer is not shown a case, or does not decide it.
#[derive(Debug)]
pub enum NotReviewed<F> {
    NotFound,
    /// Nobody handles an own case or the spouse's.
    OwnCase,
    Problem(FormState<F>),
    Fault(Fault),
}

impl<F, E: Into<Fault>> From<E> for NotReviewed<F> {
    fn from(error: E) -> Self {
        NotReviewed::Fault(error.into())
    }
}

impl<F> store::MaybeTransient for NotReviewed<F> {
    fn is_transient(&self) -> bool {
        matches!(self, NotReviewed::Fault(fault) if fault.is_transient())
    }
}

/// Keeps a form that was refused, for the page that shows it again; sent from there it carries this id.
pub(crate) async fn refuse<F: FormField, T>(
    ctx: &Ctx,
    by: &FirstReviewer,
    draft: &'static str,
    request_id: String,
    state: FormState<F>,
) -> Result<T, NotReviewed<F>> {
    draft::save(ctx, by.session(), draft, Form { request_id, state: state.clone() }).await?;
    Err(NotReviewed::Problem(state))
}

/// The same, where the id that the form came with is spent or has named nothing.
pub(crate) async fn refuse_anew<F: FormField, T>(
    ctx: &Ctx,
    by: &FirstReviewer,
    draft: &'static str,
    state: FormState<F>,
) -> Result<T, NotReviewed<F>> {
    refuse(ctx, by, draft, ctx.uuid(ctx.now()), state).await
}

/// Whether a reviewer is the applicant of a case, or married to the applicant; people by the keyed hash of their
/// identity number.
pub(crate) async fn is_own(
    conn: &mut Conn,
    maker_index: &str,
    person_id: &str,
    me: &str,
) -> Result<bool, Fault> {
    Ok(maker_index == me || registers::spouse_index(conn, person_id).await?.as_deref() == Some(me))
}

/// A name as a queue shows it.
pub(crate) fn masked(name: &str) -> String {
    PersonName::parse(name).map_or_else(|_| "*".to_owned(), |name| name.masked())
}
