//! `/desk/transfers/letter`: the contact letter of another centre is written down and compared with the account.

use crate::{
    parts::{BackLink, Entry, ErrorSummary, Field, StaffPage},
    text::{Lang, desk_transfer as words, transfer as of_transfers},
    visit::{Stop, loaded, visit},
};
use domain::FormField;
use leptos::prelude::*;
use service::{
    draft::Form,
    transfer::letter_form::{self, Field as F},
};

#[component]
pub fn TransferLetterPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let first = visit.first_reviewer()?;
        let form = letter_form::form(&visit.ctx, &first).await?;
        Ok::<_, Stop>(page(visit.lang(), &form))
    })
}

fn label(l: Lang, field: F) -> &'static str {
    match field {
        F::Letter => words::letter_number(l),
        F::Centre => words::other(l),
        F::OtherAccount => words::other_account(l),
        F::Account => words::letter_account(l),
        F::Name => words::letter_name(l),
        F::IdNumber => words::letter_id(l),
        F::Payee => words::letter_payee(l),
        F::PayeeAccount => words::letter_payee_account(l),
        F::PayeeBank => words::letter_payee_bank(l),
    }
}

/// Fields that belong together, in a card of their own.
fn group(l: Lang, form: &Form<F>, heading: &'static str, fields: [F; 3]) -> AnyView {
    let field = |of: F| {
        let digits = matches!(of, F::Account | F::PayeeAccount | F::PayeeBank);
        let hint = match of {
            F::Letter => words::letter_hint(l),
            F::Centre => of_transfers::centre_hint(l),
            F::PayeeBank => words::letter_payee_bank_hint(l),
            _ => "",
        };
        let (entry, label) = (Entry::of(&form.state, of), label(l, of));
        let mode = if digits { "numeric" } else { "text" };
        match hint {
            "" => view! { <Field lang=l entry=entry label=label inputmode=mode code=digits/> }.into_any(),
            hint => view! { <Field lang=l entry=entry label=label hint=hint inputmode=mode code=digits/> }
                .into_any(),
        }
    };
    let fields = fields.map(field);
    view! { <section class="card"><h2 class="label">{heading}</h2>{fields}</section> }.into_any()
}

fn page(l: Lang, form: &Form<F>) -> AnyView {
    let entry = |field: &F| (label(l, *field).to_owned(), Entry::of(&form.state, *field));
    let entries = F::ALL.iter().map(entry).collect();
    let groups = [
        group(l, form, words::letter_of(l), [F::Letter, F::Centre, F::OtherAccount]),
        group(l, form, words::letter_whose(l), [F::Account, F::Name, F::IdNumber]),
        group(l, form, words::letter_pays(l), [F::Payee, F::PayeeAccount, F::PayeeBank]),
    ];
    let request_id = form.request_id.clone();
    view! {
        <StaffPage title=words::letter_title(l)>
            <BackLink lang=l href="/desk/transfers" word=words::title(l).to_owned()/>
            <h1>{words::letter_title(l)}</h1>
            <p class="lead">{words::letter_lead(l)}</p>
            <ErrorSummary lang=l entries=entries/>
            <form method="post" action="/do/desk-letter" novalidate=true>
                <input type="hidden" name="request_id" value=request_id/>
                <div class="letter">{groups}</div>
                <div class="actions"><button class="button">{words::write_down(l)}</button></div>
            </form>
        </StaffPage>
    }
    .into_any()
}
