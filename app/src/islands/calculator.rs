//! The live calculator. The form is plain HTML from the server, given as children; the island reads it at every
//! keystroke and shows the result with the functions the server used.
//!
//! The figure, the sentence and the picture change at once. The long table follows in pieces, one frame each,
//! so that a slow phone never waits for 360 rows before it shows the next digit.

use crate::calc::{LoanView, table, view::split};
use crate::text::{Lang, calc as words, parts, problem::sentence};
use domain::loan::{LoanForm, Schedule, form::read_loan};
use domain::{Fen, Month};
use leptos::prelude::*;

/// The whole calculator: `children` is the form, `form` what stands in it, `first` the month of the first
/// instalment.
#[island]
pub fn Calculator(lang: Lang, form: LoanForm, first: Month, children: Children) -> impl IntoView {
    let schedule = read_loan(&mut form.clone()).map(|terms| (Schedule::of(&terms), terms));
    let start = schedule.as_ref().map(|(schedule, terms)| LoanView::of(lang, terms, schedule, first));
    let node = NodeRef::new();
    let table = table::draw(lang, schedule.as_ref().map(|(schedule, _)| schedule), node);
    let live = Live { lang, first, shown: RwSignal::new(start), problems: RwSignal::default(), table: node };
    #[cfg(feature = "hydrate")]
    browser::start(live, form);
    view! {
        <div class="cols" on:input=move |_| live.typed()>
            <div>{children()}</div>
            <div class="stack">
                {live.told()}
                {live.result()}
                <details class="card" hidden=move || live.nothing()>
                    <summary>{move || live.get(|v| v.table_title.clone())}</summary>
                    <div class="scroll" tabindex="0" role="region" aria-label=move || live.get(|v| v.table_title.clone())>
                        {table}
                    </div>
                </details>
                <p class="small">{words::only_an_estimate(lang)}</p>
            </div>
        </div>
    }
}

/// What the parts of the island share.
#[derive(Clone, Copy)]
struct Live {
    lang: Lang,
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "read in the browser only"))]
    first: Month,
    /// The last result; none while nothing sound was typed yet.
    shown: RwSignal<Option<LoanView>>,
    /// What to put right in the form as it stands.
    problems: RwSignal<Vec<String>>,
    table: NodeRef<leptos::html::Table>,
}

impl Live {
    fn get<T: Default>(self, part: impl FnOnce(&LoanView) -> T) -> T {
        self.shown.with(|shown| shown.as_ref().map(part).unwrap_or_default())
    }

    fn nothing(self) -> bool {
        self.shown.with(Option::is_none)
    }

    fn typed(self) {
        #[cfg(feature = "hydrate")]
        browser::typed(self);
    }

    /// Problems found while typing; the server's own stand at the fields.
    fn told(self) -> impl IntoView {
        let lines =
            move || self.problems.get().into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
        view! {
            <div class="notice warn" role="status" hidden=move || self.problems.with(Vec::is_empty)>
                <b>{words::put_right(self.lang)}</b>
                {lines}
            </div>
        }
    }

    fn result(self) -> impl IntoView {
        let figure = move || self.get(|v| v.figure);
        let class =
            move || if self.problems.with(Vec::is_empty) { "card headline" } else { "card headline stale" };
        view! {
            <section class=class hidden=move || self.nothing()>
                <div aria-live="polite" aria-atomic="true">
                    <p class="label">{move || self.get(|v| v.label)}</p>
                    <data class="money figure" id="figure" value=move || figure().plain()>
                        {move || split(figure()).0}<small>{move || split(figure()).1}</small>
                    </data>
                    <h2>{move || self.get(|v| v.finding.clone())}</h2>
                </div>
                <div class="row small">
                    <span>{move || self.get(|v| v.interest.clone())}</span>
                    <span>{move || self.get(|v| v.rate.clone())}</span>
                </div>
                {self.picture()}
            </section>
            <a class="notice" hidden=move || self.nothing() href=move || self.get(|v| v.tip.href.clone())>
                <b>{move || self.get(|v| v.tip.title.clone())}</b>
                <p>{move || self.get(|v| v.tip.text.clone())}</p>
            </a>
        }
    }

    fn picture(self) -> impl IntoView {
        let lang = self.lang;
        let word = |fits: bool, word: &'static str| if fits { word } else { "" };
        let tick = move |at: usize| move || self.get(|v| v.ticks[at].clone());
        let both_fit = move || self.get(|v| v.areas.principal_fits && v.areas.interest_fits);
        view! {
            <svg class="chart" viewBox="0 0 320 110" role="img" aria-label=move || self.get(|v| v.picture.clone())>
                <path class="area" d=move || self.get(|v| v.areas.payment.clone())></path>
                <path class="area-2" d=move || self.get(|v| v.areas.interest.clone())></path>
                <path class="crossing" d=move || self.get(|v| v.areas.crossing.clone().unwrap_or_default())></path>
                <text class="on-area" x="12" y="20">
                    {move || word(self.get(|v| v.areas.principal_fits), words::principal(lang))}
                </text>
                <text class="on-area-2" x="12" y="101">
                    {move || word(self.get(|v| v.areas.interest_fits), words::interest(lang))}
                </text>
            </svg>
            <div class="ticks"><span>{tick(0)}</span><span>{tick(1)}</span><span>{tick(2)}</span></div>
            <ul class="legend" hidden=both_fit>
                <li>{words::principal(lang)}</li>
                <li class="two">{words::interest(lang)}</li>
            </ul>
            <p class="small">{move || self.get(|v| v.picture.clone())}</p>
        }
    }
}

/// The lines for what is wrong with a form.
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "the server puts problems at the fields"))]
fn lines(lang: Lang, form: &LoanForm) -> Vec<String> {
    let line = |(field, problem)| parts::labelled(lang, words::field(lang, field), &sentence(lang, problem));
    form.problems().map(line).collect()
}

/// What a keystroke leads to: the result, or what to put right. The same call on both sides.
pub fn answer(lang: Lang, form: &mut LoanForm, first: Month) -> Option<(LoanView, Schedule, Fen)> {
    form.clear_problems();
    let terms = read_loan(form)?;
    let schedule = Schedule::of(&terms);
    Some((LoanView::of(lang, &terms, &schedule, first), schedule, terms.principal.get()))
}

#[cfg(feature = "hydrate")]
mod browser {
    //! The parts that touch the page.

    use super::{Live, answer, lines};
    use crate::calc::table::pieces;
    use crate::text::calc as words;
    use domain::FormField;
    use domain::loan::{LoanField, LoanForm, Schedule};
    use leptos::prelude::*;
    use leptos::wasm_bindgen::JsCast;
    use std::cell::Cell;
    use std::rc::Rc;
    use web_sys::{FormData, HtmlFormElement, HtmlTableElement};

    /// The table waits until typing rests this long.
    const REST_MS: u64 = 120;
    /// Table pieces painted in one frame.
    const PIECES_A_FRAME: usize = 5;

    thread_local! {
        /// Counts results, so that a table of an older one stops being painted.
        static RESULT: Cell<u32> = const { Cell::new(0) };
    }

    /// A browser may have put back what was typed before a reload; then the result follows the fields.
    pub fn start(live: Live, sent: LoanForm) {
        Effect::new(move |_| {
            if form().is_some_and(|typed| typed != sent) {
                typed(live);
            }
        });
    }

    pub fn typed(live: Live) {
        let Some(mut form) = form() else { return };
        match answer(live.lang, &mut form, live.first) {
            Some((view, schedule, amount)) => {
                live.shown.set(Some(view));
                live.problems.set(Vec::new());
                clear_server_problems();
                set_text("amount-echo", &words::echo(live.lang, amount));
                paint_later(live, schedule);
            }
            None => live.problems.set(lines(live.lang, &form)),
        }
    }

    fn form() -> Option<LoanForm> {
        let form: HtmlFormElement = document().get_element_by_id("loan-form")?.dyn_into().ok()?;
        let data = FormData::new_with_form(&form).ok()?;
        let fields =
            [LoanField::Amount, LoanField::Rate, LoanField::Term, LoanField::Unit, LoanField::Method];
        Some(fields.into_iter().fold(LoanForm::default(), |form, field| {
            form.with(field, &data.get(field.name()).as_string().unwrap_or_default())
        }))
    }

    fn set_text(id: &str, text: &str) {
        if let Some(element) = document().get_element_by_id(id) {
            element.set_text_content(Some(text));
        }
    }

    /// Takes away the problems the server had put at the fields, now that they are solved.
    fn clear_server_problems() {
        while let Ok(Some(element)) = document().query_selector("#errors, #loan-form .error") {
            element.remove();
        }
        while let Ok(Some(element)) = document().query_selector("#loan-form .wrong") {
            element.set_class_name("field");
        }
    }

    fn paint_later(live: Live, schedule: Schedule) {
        let Some(table) = live.table.get_untracked() else { return };
        let result = RESULT.get().wrapping_add(1);
        RESULT.set(result);
        set_timeout(
            move || {
                if RESULT.get() == result {
                    paint(table, pieces(&schedule).collect(), 0, result);
                }
            },
            core::time::Duration::from_millis(REST_MS),
        );
    }

    /// Puts the next pieces in place of the old ones, then asks for another frame.
    fn paint(table: HtmlTableElement, pieces: Rc<[String]>, from: usize, result: u32) {
        let bodies = table.t_bodies();
        for (index, piece) in pieces.iter().enumerate().skip(from).take(PIECES_A_FRAME) {
            match bodies.item(index as u32) {
                Some(body) => body.set_outer_html(piece),
                None => {
                    let _ = table.insert_adjacent_html("beforeend", piece);
                }
            }
        }
        let next = from + PIECES_A_FRAME;
        if next < pieces.len() {
            request_animation_frame(move || {
                if RESULT.get() == result {
                    paint(table, pieces, next, result);
                }
            });
        } else {
            while let Some(extra) = bodies.item(pieces.len() as u32) {
                extra.remove();
            }
        }
    }
}
