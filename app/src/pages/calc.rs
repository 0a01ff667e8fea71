//! The loan calculator (贷款试算): public pages, GET forms, computed on the server.

pub mod combination;
pub mod limit;
pub mod loan;
pub mod prepay;

use crate::{
    parts::{Answer, Entry, ErrorSummary, Field, Page, Select, Tab},
    text::{Lang, calc as words},
    visit::{Visit, visit},
};
use domain::Month;
use domain::loan::{LoanField, LoanForm, RepayMethod, figure::Home, rates::RateRow};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The four kinds of calculation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Loan,
    Combination,
    Prepay,
    Limit,
}

impl Kind {
    const ALL: [Kind; 4] = [Kind::Loan, Kind::Combination, Kind::Prepay, Kind::Limit];

    const fn path(self) -> &'static str {
        match self {
            Kind::Loan => "/calc",
            Kind::Combination => "/calc/combination",
            Kind::Prepay => "/calc/prepay",
            Kind::Limit => "/calc/limit",
        }
    }

    const fn tab(self, l: Lang) -> &'static str {
        match self {
            Kind::Loan => words::kind_loan(l),
            Kind::Combination => words::kind_combination(l),
            Kind::Prepay => words::kind_prepay(l),
            Kind::Limit => words::kind_limit(l),
        }
    }

    const fn title(self, l: Lang) -> &'static str {
        match self {
            Kind::Loan => words::title(l),
            Kind::Combination => words::title_combination(l),
            Kind::Prepay => words::title_prepay(l),
            Kind::Limit => words::title_limit(l),
        }
    }
}

/// Tab bar, title and the choice of calculation around a page.
#[component]
fn Frame(kind: Kind, children: Children) -> impl IntoView {
    let l = visit().lang();
    let tab = |other: Kind| {
        let current = (other == kind).then_some("page");
        view! { <a href=other.path() aria-current=current>{other.tab(l)}</a> }
    };
    let kinds = Kind::ALL.map(tab).collect_view();
    view! {
        <Page title=kind.title(l) tab=Tab::Tasks wide=true>
            <header class="head"><h1>{kind.title(l)}</h1></header>
            <nav class="segments" aria-label=words::kinds(l)>{kinds}</nav>
            {children()}
        </Page>
    }
}

/// A form as it was sent, with `defaults` for fields that were not sent at all.
fn sent(defaults: &[(LoanField, &str)]) -> LoanForm {
    let query = use_query_map();
    crate::calc::filled(|name| query.with_untracked(|query| query.get(name)), defaults)
}

/// The same for a loan: 800,000 yuan over 30 years unless said otherwise, with `more` fields.
fn sent_loan(visit: &Visit, more: &[(LoanField, &str)]) -> LoanForm {
    let usual = usual_rate(visit);
    let loan = [
        (LoanField::Amount, "80"),
        (LoanField::Term, "30"),
        (LoanField::Unit, "years"),
        (LoanField::Rate, &usual),
        (LoanField::Method, "equal-instalment"),
    ];
    sent(&[&loan, more].concat())
}

/// The rates in force today, for hints and defaults.
fn rates_today(visit: &Visit) -> Option<&'static RateRow> {
    service::loan::book().rates().row(visit.ctx.today())
}

fn rate_hint(l: Lang, row: Option<&RateRow>) -> Option<String> {
    row.map(|r| words::rate_hint(l, r.first_short, r.first_long, r.second_short, r.second_long))
}

/// The rate a calculator opens with: a first home, more than five years.
fn usual_rate(visit: &Visit) -> String {
    let months = domain::loan::Months::new(360);
    let rate =
        months.ok().and_then(|months| service::loan::fund_rate(visit.ctx.today(), months, Home::First));
    rate.map(|rate| rate.to_string()).unwrap_or_default()
}

/// The month after today's: a loan granted today is first repaid then.
fn first_month(visit: &Visit) -> Month {
    Month::of(visit.ctx.today()).plus(1)
}

/// All problems at the top of the page.
fn problems(l: Lang, form: &LoanForm) -> impl IntoView + use<> {
    let entries: Vec<_> = form
        .problems()
        .map(|(field, _)| (words::field(l, field).to_owned(), Entry::of(form, field)))
        .collect();
    view! { <ErrorSummary lang=l entries=entries/> }
}

/// An amount in 万元 with its echo in yuan below.
fn amount_field(l: Lang, form: &LoanForm, field: LoanField, label: &'static str) -> impl IntoView + use<> {
    let entry = Entry::of(form, field);
    let (echo, hint) = match entry.problem {
        None => (domain::loan::terms::parse_wan(&entry.value).map(|amount| words::echo(l, amount)), ""),
        // The sentence names the range in yuan; the field is typed in ten thousands.
        Some(_) => (None, words::unit_hint(l)),
    };
    let id = format!("{}-echo", entry.name);
    view! {
        <div class="field-with-echo">
            <Field lang=l entry=entry label=label inputmode="decimal" unit=words::wan(l)/>
            <p class="small" id=id>{echo.unwrap_or_else(|| hint.to_owned())}</p>
        </div>
    }
}

fn rate_field(
    l: Lang,
    form: &LoanForm,
    field: LoanField,
    label: &'static str,
    hint: Option<String>,
) -> impl IntoView + use<> {
    let entry = Entry::of(form, field);
    view! { <Field lang=l entry=entry label=label hint=hint.unwrap_or_default() inputmode="decimal" unit=words::percent(l)/> }
}

/// How long, with its unit beside it.
fn term_fields(l: Lang, form: &LoanForm) -> impl IntoView + use<> {
    let units = vec![Answer::new("years", words::years(l)), Answer::new("months", words::months(l))];
    view! {
        <div class="pair">
            <Field lang=l entry=Entry::of(form, LoanField::Term) label=words::term(l) inputmode="numeric"/>
            <Select lang=l entry=Entry::of(form, LoanField::Unit) label=words::unit(l) answers=units/>
        </div>
    }
}

/// The two methods side by side.
fn method_field(l: Lang, form: &LoanForm) -> impl IntoView + use<> {
    let chosen = RepayMethod::parse(form.value(LoanField::Method)).unwrap_or_default();
    let options =
        RepayMethod::ALL.map(|method| (method.code(), words::method_name(l, method), method == chosen));
    segments(words::method(l), LoanField::Method, options.to_vec())
}

/// What a loan is: method, amount, how long, at which rate.
fn loan_fields(visit: &Visit, form: &LoanForm) -> impl IntoView + use<> {
    let l = visit.lang();
    view! {
        {method_field(l, form)}
        {amount_field(l, form, LoanField::Amount, words::amount(l))}
        {term_fields(l, form)}
        {rate_field(l, form, LoanField::Rate, words::rate(l), rate_hint(l, rates_today(visit)))}
    }
}

/// Radio buttons drawn as one row of segments.
fn segments(
    label: &'static str,
    field: impl domain::FormField,
    options: Vec<(&'static str, &'static str, bool)>,
) -> impl IntoView {
    let name = field.name();
    let option = |(index, (value, word, checked)): (usize, (&'static str, &'static str, bool))| {
        let id = (index == 0).then_some(name);
        view! { <label><input type="radio" id=id name=name value=value checked=checked/><span>{word}</span></label> }
    };
    view! {
        <fieldset class="field">
            <legend>{label}</legend>
            <div class="segments">{options.into_iter().enumerate().map(option).collect_view()}</div>
        </fieldset>
    }
}

fn compute_button(l: Lang) -> impl IntoView {
    view! { <div class="actions"><button class="button">{words::compute(l)}</button></div> }
}
