//! The signatures under a day-end sheet: those that stand, those that stand no more, and the forms that give one and that
//! take the last one back.

use crate::{
    parts::{Entry, ErrorSummary, Field, Milestone, Notice, Timeline, Tone, When},
    text::{Lang, day_end as words, format},
    visit::Visit,
};
use domain::{
    FormState,
    day_end::{NotSigned, NotTakenBack, Signing, Step},
};
use leptos::prelude::*;
use service::day_end::{
    Ended, Field as F, Given, Shown, Signer,
    take_back::{self, Field as B},
};

/// The forms as they were last refused.
pub(super) struct Forms {
    pub sign: FormState<F>,
    /// For whoever may take the last signature back.
    pub back: Option<take_back::Page>,
}

/// Why the last form was not carried out, by the mark that its action left in the address.
pub(super) fn refusal(visit: &Visit, shown: &Shown, state: Signing) -> Option<String> {
    let l = visit.lang();
    if visit.asked("note").is_some() {
        return Some(words::note_hint(l).to_owned());
    }
    let reasons = [
        NotSigned::NotOver,
        NotSigned::NotTheTurn(state),
        NotSigned::SamePerson,
        NotSigned::OwnReplacement,
        NotSigned::Changed,
        NotSigned::Obstacles(shown.sheet.obstacles()),
    ];
    let not_back = [
        NotTakenBack::NothingSigned,
        NotTakenBack::Final,
        NotTakenBack::NotYours(state.last().unwrap_or(Step::Teller)),
        NotTakenBack::SamePerson,
        NotTakenBack::Changed,
    ];
    if let Some(why) = not_back.into_iter().find(|why| visit.asked(why.code()).is_some()) {
        return Some(words::not_taken_back(l, why));
    }
    let why = reasons.into_iter().find(|why| visit.asked(why.code()).is_some())?;
    Some(words::not_signed(l, &why)).filter(|text| !text.is_empty())
}

/// All of it, in the order in which it is read.
pub(super) fn section(l: Lang, by: &Signer, shown: &Shown, state: Signing, forms: &Forms) -> AnyView {
    let stops = Step::ALL.map(|step| stop(l, shown, state, step)).into();
    let may_sign = may_sign(by, shown, state);
    let code = may_sign.then(|| (words::code(l).to_owned(), Entry::of(&forms.sign, F::Code)));
    let back = forms.back.as_ref().map(|page| {
        [
            (words::take_back_reason(l).to_owned(), Entry::of(&page.form, B::Reason)),
            (words::code(l).to_owned(), Entry::of(&page.form, B::Code)),
        ]
    });
    let problems = code.into_iter().chain(back.into_iter().flatten()).collect();
    view! {
        <h2>{words::signatures(l)}</h2>
        <Timeline lang=l stops=stops/>
        <ErrorSummary lang=l entries=problems/>
        {sign(l, by, shown, state, &forms.sign)}
        {forms.back.as_ref().map(|page| take_back_form(l, page))}
        {history(l, shown)}
    }
    .into_any()
}

fn stop(l: Lang, shown: &Shown, state: Signing, step: Step) -> Milestone {
    let standing = shown.standing(step);
    Milestone {
        when: match standing {
            Some(_) => When::Past,
            None if step.falls_to() == state => When::Now,
            None => When::Ahead,
        },
        title: words::step(l, step).to_owned(),
        note: standing.map_or_else(|| words::waits(l).to_owned(), told),
    }
}

fn told(given: &Given) -> String {
    format!("{} · {}", given.name, format::date_time(given.by.at))
}

/// What was signed once, and why it stands no more.
fn history(l: Lang, shown: &Shown) -> Option<AnyView> {
    let stop = |(given, ended): (&Given, &Ended)| Milestone {
        when: When::Past,
        title: format!("{} · {}", words::step(l, given.step), told(given)),
        note: format!("{} · {} {}", ended.name, format::date_time(ended.by.at), words::ended(l, &ended.how)),
    };
    let stops: Vec<Milestone> = shown.ended().map(stop).collect();
    (!stops.is_empty())
        .then(|| view! { <h2>{words::taken_back_before(l)}</h2> <Timeline lang=l stops=stops/> }.into_any())
}

/// Whether the sheet has moved on since it was signed.
fn moved_on(shown: &Shown) -> bool {
    shown.kept.as_ref().is_some_and(|kept| kept.hash != shown.hash)
}

fn is_turn(by: &Signer, shown: &Shown, state: Signing) -> bool {
    by.step().may_sign(state, moved_on(shown))
}

fn may_sign(by: &Signer, shown: &Shown, state: Signing) -> bool {
    let same = by.step() == Step::Teller || !moved_on(shown);
    is_turn(by, shown, state) && same && shown.sheet.obstacles().is_empty()
}

fn sign(l: Lang, by: &Signer, shown: &Shown, state: Signing, form: &FormState<F>) -> AnyView {
    if state == Signing::Signed {
        return view! { <Notice title=words::signed_whole(l) text=words::signed_help(l)/> }.into_any();
    }
    let day = shown.sheet.day;
    let anew =
        view! { <p class="small"><a href=format!("/desk/day/{day}?fresh=1")>{words::draw_anew(l)}</a></p> };
    if !is_turn(by, shown, state) {
        return view! { <Notice tone=Tone::Neutral title=words::not_your_turn(l)/> {anew} }.into_any();
    }
    if moved_on(shown) && by.step() != Step::Teller {
        // What the teller has signed is not what the books say now: the signing begins anew.
        let why = words::not_signed(l, &NotSigned::Changed);
        return view! { <Notice tone=Tone::Warn title=words::obstacles(l) text=why/> }.into_any();
    }
    if !may_sign(by, shown, state) {
        let why = words::not_signed(l, &NotSigned::Obstacles(shown.sheet.obstacles()));
        return view! { <Notice tone=Tone::Warn title=words::obstacles(l) text=why/> {anew} }.into_any();
    }
    view! {
        <form method="post" action="/do/day-sign" class="card" novalidate=true>
            <input type="hidden" name="day" value=day.to_string()/>
            <input type="hidden" name="seen" value=shown.hash.clone()/>
            <p>{words::sign_lead(l)}</p>
            <Field lang=l entry=Entry::of(form, F::Code) label=words::code(l) hint=words::code_hint(l)
                inputmode="numeric" autocomplete="one-time-code" code=true/>
            <div class="actions"><button class="button">{words::sign(l)}</button></div>
        </form>
        {anew}
    }
    .into_any()
}

fn take_back_form(l: Lang, page: &take_back::Page) -> AnyView {
    let take_back::Page { last, form } = page;
    view! {
        <details class="card" open=!form.is_sound()>
            <summary>{words::take_back_of(l, last.step)}</summary>
            <form method="post" action="/do/day-take-back" novalidate=true>
                <p>{words::take_back_lead(l)}</p>
                <input type="hidden" name="day" value=last.day.to_string()/>
                <input type="hidden" name="no" value=last.no/>
                <Field lang=l entry=Entry::of(form, B::Reason) label=words::take_back_why(l)
                    hint=words::take_back_why_hint(l)/>
                <Field lang=l entry=Entry::of(form, B::Code) label=words::code(l) hint=words::code_hint(l)
                    inputmode="numeric" autocomplete="one-time-code" code=true/>
                <div class="actions"><button class="button danger">{words::take_back(l)}</button></div>
            </form>
        </details>
    }
    .into_any()
}
