//! The three forms before the signature, kept encrypted for the session that typed them.

use super::{Applicant, Rules, Words};
use crate::{
    Ctx, Failure, Fault,
    actor::SessionKey,
    bank::NoAnswer,
    draft::{self, Form},
    payout, people,
};
use chrono::NaiveDate;
use domain::{
    FormState, PersonName, Problem,
    flex::{AgreementField, Identity, IdentityField, Plan, ProductField, registration::read_agreement},
};

pub(super) const IDENTITY: &str = "flex_identity";
pub(super) const PRODUCT: &str = "flex_product";
pub(super) const AGREEMENT: &str = "flex_agreement";
/// The hash of the chosen password; the password itself is kept nowhere.
pub(super) const PASSWORD: &str = "flex_password";
/// Which agreement this session has signed.
pub(super) const DONE: &str = "flex_done";

/// The page that is not answered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    Identity,
    Product,
    Agreement,
}

/// Everything that the agreement is about, proven.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Becomes the id of the agreement.
    pub request_id: String,
    pub identity: Identity,
    pub plan: Plan,
    pub rules: Rules,
    pub today: NaiveDate,
}

pub async fn identity_form(ctx: &Ctx, session: Option<&SessionKey>) -> Result<Form<IdentityField>, Fault> {
    draft::load(ctx, session, IDENTITY).await
}

/// Page 1 as it is shown.
#[derive(Clone, Debug)]
pub struct IdentityPage {
    pub state: FormState<IdentityField>,
    pub password_is_set: bool,
}

/// Page 1 with what is known of a member put in.
pub async fn identity_page(ctx: &Ctx, applicant: &Applicant) -> Result<IdentityPage, Fault> {
    let mut state = identity_form(ctx, applicant.session()).await?.state;
    applicant.fill(ctx, &mut state).await?;
    Ok(IdentityPage { state, password_is_set: password_is_set(ctx, applicant.session()).await? })
}

/// True when page 3 was signed under these words.
pub async fn is_signed(ctx: &Ctx, session: Option<&SessionKey>, words: &Words) -> Result<bool, Fault> {
    let mut form = agreement_form(ctx, session).await?.state;
    form.clear_problems();
    Ok(read_agreement(&mut form, &words.hash))
}

/// True when a password was chosen already; the fields may then stay empty.
pub async fn password_is_set(ctx: &Ctx, session: Option<&SessionKey>) -> Result<bool, Fault> {
    match session {
        Some(session) => Ok(draft::kept_text(ctx, session, PASSWORD).await?.is_some()),
        None => Ok(false),
    }
}

pub async fn product_form(ctx: &Ctx, session: Option<&SessionKey>) -> Result<Form<ProductField>, Fault> {
    draft::load(ctx, session, PRODUCT).await
}

pub async fn agreement_form(ctx: &Ctx, session: Option<&SessionKey>) -> Result<Form<AgreementField>, Fault> {
    draft::load(ctx, session, AGREEMENT).await
}

/// Keeps page 1 whatever is wrong with it, and says what is. A member has a password already.
pub async fn save_identity(
    ctx: &Ctx,
    session: &SessionKey,
    applicant: &Applicant,
    rules: &Rules,
    mut typed: FormState<IdentityField>,
) -> Result<(), Failure<IdentityField>> {
    let request_id = identity_form(ctx, Some(session)).await?.request_id;
    typed.clear_problems();
    applicant.fill(ctx, &mut typed).await?;
    Identity::read(&mut typed, rules.version, ctx.today());
    if !applicant.is_known()
        && let Some(hash) = choose_password(ctx, session, &mut typed).await?
    {
        draft::keep_text(ctx, session, PASSWORD, request_id.clone(), &hash).await?;
    }
    let sound = typed.is_sound();
    draft::save(ctx, session, IDENTITY, Form { request_id, state: typed.clone() }).await?;
    if sound { Ok(()) } else { Err(Failure::Rejected(typed)) }
}

/// The hash of a newly chosen password; `None` when there is a problem, or when an earlier choice stands.
async fn choose_password(
    ctx: &Ctx,
    session: &SessionKey,
    typed: &mut FormState<IdentityField>,
) -> Result<Option<String>, Fault> {
    use IdentityField as F;
    let (first, second) = (typed.value(F::Password).to_owned(), typed.value(F::PasswordAgain).to_owned());
    if first.is_empty() && second.is_empty() && password_is_set(ctx, Some(session)).await? {
        return Ok(None);
    }
    if first != second && !first.is_empty() {
        typed.reject(F::PasswordAgain, Problem::PasswordsDiffer);
        return Ok(None);
    }
    let id = domain::text::half_width(typed.value(F::IdNumber));
    let mobile = domain::text::half_width(typed.value(F::Mobile));
    match people::hash_password(ctx, &first, &[id.trim(), mobile.trim()]).await? {
        Ok(hash) => Ok(Some(hash.as_str().to_owned())),
        Err(problem) => {
            typed.reject(F::Password, problem);
            Ok(None)
        }
    }
}

/// Keeps page 2; the bank confirms that the card is the person's own. What was signed for another plan is
/// forgotten.
pub async fn save_product(
    ctx: &Ctx,
    session: &SessionKey,
    rules: &Rules,
    mut typed: FormState<ProductField>,
) -> Result<(), Failure<ProductField>> {
    typed.clear_problems();
    if let Some(plan) = Plan::read(&mut typed, rules.version)
        && !own_card(ctx, session, &plan).await?
    {
        typed.reject(ProductField::Card, Problem::NotOwnCard);
    }
    let sound = typed.is_sound();
    let request_id = product_form(ctx, Some(session)).await?.request_id;
    draft::save(ctx, session, PRODUCT, Form { request_id, state: typed.clone() }).await?;
    draft::forget(ctx, session, AGREEMENT).await?;
    if sound { Ok(()) } else { Err(Failure::Rejected(typed)) }
}

/// Asks the bank whose card it is. Without a bank, or before page 1 names anyone, the debit itself will tell.
async fn own_card(ctx: &Ctx, session: &SessionKey, plan: &Plan) -> Result<bool, Fault> {
    let who = identity_form(ctx, Some(session)).await?.state;
    let (Ok(bank), Ok(name)) = (payout::bank(ctx), PersonName::parse(who.value(IdentityField::Name))) else {
        return Ok(true);
    };
    bank.holds(&plan.card, &name).await.map_err(|NoAnswer| Fault::Busy("bank"))
}

/// Keeps page 3: the ticks, and the hash of the words they stand under.
pub async fn save_agreement(
    ctx: &Ctx,
    session: &SessionKey,
    words: &Words,
    mut typed: FormState<AgreementField>,
) -> Result<(), Failure<AgreementField>> {
    typed.clear_problems();
    let signed = read_agreement(&mut typed, &words.hash);
    let request_id = agreement_form(ctx, Some(session)).await?.request_id;
    draft::save(ctx, session, AGREEMENT, Form { request_id, state: typed.clone() }).await?;
    if signed { Ok(()) } else { Err(Failure::Rejected(typed)) }
}

/// Pages 1 and 2 read again with today's date and rules, or the first page that does not hold.
pub async fn terms(ctx: &Ctx, applicant: &Applicant, rules: &Rules) -> Result<Result<Terms, Missing>, Fault> {
    let session = applicant.session();
    let (mut who, mut what) = (identity_form(ctx, session).await?, product_form(ctx, session).await?);
    let today = ctx.today();
    applicant.fill(ctx, &mut who.state).await?;
    let identity = Identity::read(&mut who.state, rules.version, today);
    let Some(identity) = identity.filter(|_| who.state.is_sound()) else {
        return Ok(Err(Missing::Identity));
    };
    if !applicant.is_known() && !password_is_set(ctx, session).await? {
        return Ok(Err(Missing::Identity));
    }
    let plan = Plan::read(&mut what.state, rules.version).filter(|_| what.state.is_sound());
    let Some(plan) = plan else { return Ok(Err(Missing::Product)) };
    Ok(Ok(Terms { request_id: who.request_id, identity, plan, rules: rules.clone(), today }))
}
