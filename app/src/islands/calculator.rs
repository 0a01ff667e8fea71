//! The live calculator. The form is plain HTML from the server, given as children; the island reads it at every
//! keystroke and shows the result with the functions the server used.
//!
//! The figure, the sentence and the picture change at once. The long table follows in pieces, one frame each,
//! so that a slow phone never waits for 360 rows before it shows the next digit.

use crate::calc::{LoanView, chart::Areas, table, view::split};
use crate::text::{Lang, calc as words, parts, problem::range};
use domain::loan::{LoanField, LoanForm, Schedule, form::read_loan};
use domain::{Fen, Month};
use leptos::prelude::*;

/// The form's id; the island finds it by this.
pub const FORM: &str = "loan-form";

/// The fields the live calculator reads.
const FIELDS: [LoanField; 5] =
    [LoanField::Amount, LoanField::Rate, LoanField::Term, LoanField::Unit, LoanField::Method];

/// What the page was asked. The island has no properties: a reader of properties (JSON, with floating-point
/// numbers) cost more than the whole calculator. The server gives this as context; the browser reads the same
/// off the form.
#[derive(Clone)]
pub struct Asked {
    pub lang: Lang,
    pub form: LoanForm,
    /// The month of the first instalment.
    pub first: Month,
}

impl Asked {
    /// What was typed, for the form's `data-sent`; the browser's own memory of fields cannot change it.
    pub fn sent(&self) -> String {
        FIELDS.map(|field| self.form.value(field).replace('\n', " ")).join("\n")
    }

    /// `None` when the page carries no calculator's form, which no page of ours does.
    #[cfg(feature = "hydrate")]
    fn here() -> Option<Asked> {
        browser::asked()
    }

    #[cfg(not(feature = "hydrate"))]
    fn here() -> Option<Asked> {
        use_context()
    }
}

/// The whole calculator around `children`, the form.
#[island]
pub fn Calculator(children: Children) -> impl IntoView {
    Asked::here().map(|asked| calculator(asked, children))
}

fn calculator(mut asked: Asked, children: Children) -> impl IntoView {
    let sent = asked.sent();
    let Asked { lang, ref mut form, first } = asked;
    let (start, schedule) = match answer(lang, form, first) {
        Some((view, schedule, _)) => (Some(view), Some(schedule)),
        None => (None, None),
    };
    let node = NodeRef::new();
    let table = table::draw(lang, schedule.as_ref(), node);
    let live = Live { lang, first, shown: RwSignal::new(start), problems: RwSignal::default(), table: node };
    #[cfg(feature = "hydrate")]
    browser::start(live, sent);
    #[cfg(not(feature = "hydrate"))]
    drop(sent);
    let title = move || live.shown.with(|shown| shown.as_ref().map(|view| view.table_title.clone()));
    let class = move || if live.problems.with(Vec::is_empty) { "stack" } else { "stack stale" };
    view! {
        <div class="cols" on:input=move |_| live.typed()>
            <div>{children()}</div>
            <div class="stack">
                {live.told()}
                <div class=class>{move || live.shown.get().map(|view| result(lang, view))}</div>
                <details class="card" hidden=move || title().is_none()>
                    <summary>{title}</summary>
                    <div class="scroll" tabindex="0" role="region" aria-label=title>
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
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "painted in the browser only"))]
    table: NodeRef<leptos::html::Table>,
}

impl Live {
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
}

/// The result as it stands: figure, finding, picture, tip. One view for all of it, so that a keystroke costs
/// one pass and the module one copy of the machinery.
fn result(lang: Lang, shown: LoanView) -> impl IntoView {
    let (yuan, fen) = split(shown.figure);
    view! {
        <section class="card headline">
            <div aria-live="polite" aria-atomic="true">
                <p class="label">{shown.label}</p>
                <data class="money figure" id="figure" value=shown.figure.plain()>{yuan}<small>{fen}</small></data>
                <h2>{shown.finding}</h2>
            </div>
            <div class="row small"><span>{shown.interest}</span><span>{shown.rate}</span></div>
            {picture(lang, shown.areas, shown.picture, shown.ticks)}
        </section>
        <a class="notice" href=shown.tip.href><b>{shown.tip.title}</b><p>{shown.tip.text}</p></a>
    }
}

/// The areas of principal and interest, with words where they fit and a legend where not.
pub fn picture(lang: Lang, areas: Areas, says: String, ticks: [String; 3]) -> impl IntoView {
    let word = |fits: bool, word: &'static str| if fits { word } else { "" };
    let [start, middle, end] = ticks;
    view! {
        <svg class="chart" viewBox="0 0 320 110" role="img" aria-label=says.clone()>
            <path class="area" d=areas.payment></path>
            <path class="area-2" d=areas.interest></path>
            <path class="crossing" d=areas.crossing.unwrap_or_default()></path>
            <text class="on-area" x=areas.words_at y="20">{word(areas.principal_fits, words::principal(lang))}</text>
            <text class="on-area-2" x=areas.words_at y="101">{word(areas.interest_fits, words::interest(lang))}</text>
        </svg>
        <div class="ticks"><span>{start}</span><span>{middle}</span><span>{end}</span></div>
        <ul class="legend" hidden=areas.principal_fits && areas.interest_fits>
            <li>{words::principal(lang)}</li>
            <li class="two">{words::interest(lang)}</li>
        </ul>
        <p class="small">{says}</p>
    }
}

/// The lines for what is wrong with a form.
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "the server puts problems at the fields"))]
fn lines(lang: Lang, form: &LoanForm) -> Vec<String> {
    let line = |(field, problem)| {
        range(lang, problem).map(|says| parts::labelled(lang, words::field(lang, field), &says))
    };
    form.problems().filter_map(line).collect()
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

    use super::{Asked, FIELDS, FORM, Live, answer, lines};
    use crate::calc::table::pieces;
    use crate::text::{Lang, calc as words};
    use domain::FormField;
    use domain::Month;
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

    /// What the page was asked, as the server wrote it on the form: see [`Asked::sent`].
    pub fn asked() -> Option<Asked> {
        let form = document().get_element_by_id(FORM)?;
        let lang = Lang::parse(&document().document_element()?.get_attribute("lang")?);
        let first = Month::parse(&form.get_attribute("data-first")?).ok()?;
        let sent = form.get_attribute("data-sent")?;
        let read = |form: LoanForm, (field, text): (LoanField, &str)| form.with(field, text);
        let form = FIELDS.into_iter().zip(sent.split('\n')).fold(LoanForm::default(), read);
        Some(Asked { lang, form, first })
    }

    /// A browser may have put back what was typed before a reload; then the result follows the fields.
    pub fn start(live: Live, sent: String) {
        Effect::new(move |_| {
            if form().is_some_and(|form| Asked { form, lang: live.lang, first: live.first }.sent() != sent) {
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
        let form: HtmlFormElement = document().get_element_by_id(FORM)?.dyn_into().ok()?;
        let data = FormData::new_with_form(&form).ok()?;
        Some(FIELDS.into_iter().fold(LoanForm::default(), |form, field| {
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
