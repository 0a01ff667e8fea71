//! `/desk/suspense/receive`: money that the bank credited outside a file, and nobody could place, is booked (暂收款登记).

use crate::{
    parts::{BackLink, Entry, ErrorSummary, Field, StaffPage},
    text::{Lang, desk_suspense as words},
    visit::{Stop, loaded, visit},
};
use domain::FormField;
use leptos::prelude::*;
use service::{
    draft::Form,
    suspense::receive_form::{self, Field as F},
};

#[component]
pub fn ReceivePage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let first = visit.first_reviewer()?;
        let form = receive_form::form(&visit.ctx, &first).await?;
        Ok::<_, Stop>(page(visit.lang(), &form))
    })
}

fn label(l: Lang, field: F) -> &'static str {
    match field {
        F::Reference => words::reference(l),
        F::Amount => words::amount(l),
        F::ReceivedOn => words::received(l),
        F::Payer => words::payer(l),
        F::Note => words::note(l),
    }
}

fn field(l: Lang, form: &Form<F>, of: F) -> AnyView {
    let (entry, label) = (Entry::of(&form.state, of), label(l, of));
    match of {
        F::Reference => {
            view! { <Field lang=l entry=entry label=label hint=words::reference_hint(l)/> }.into_any()
        }
        F::Amount => {
            view! { <Field lang=l entry=entry label=label inputmode="decimal" unit=words::yuan(l)/> }
                .into_any()
        }
        F::ReceivedOn => {
            view! { <Field lang=l entry=entry label=label hint=words::received_hint(l) kind="date"/> }
                .into_any()
        }
        F::Payer => view! { <Field lang=l entry=entry label=label hint=words::payer_hint(l)/> }.into_any(),
        F::Note => view! { <Field lang=l entry=entry label=label hint=words::note_hint(l)/> }.into_any(),
    }
}

fn page(l: Lang, form: &Form<F>) -> AnyView {
    let entries = F::ALL.iter().map(|of| (label(l, *of).to_owned(), Entry::of(&form.state, *of))).collect();
    let fields = F::ALL.iter().map(|of| field(l, form, *of)).collect_view();
    let request_id = form.request_id.clone();
    view! {
        <StaffPage title=words::receive_title(l)>
            <BackLink lang=l href="/desk/suspense" word=words::title(l).to_owned()/>
            <h1>{words::receive_title(l)}</h1>
            <p class="lead">{words::receive_lead(l)}</p>
            <ErrorSummary lang=l entries=entries/>
            <div class="panes">
                <form class="card" method="post" action="/do/desk-suspense-receive" novalidate=true>
                    {fields}
                    <input type="hidden" name="request_id" value=request_id/>
                    <div class="actions"><button class="button">{words::receive_send(l)}</button></div>
                </form>
            </div>
        </StaffPage>
    }
    .into_any()
}
