//! Address → page. Every page is rendered whole on the server (`SsrMode::Async`): the status line is still open
//! when the data is there, and nothing streams in by script.

use crate::pages;
use leptos::prelude::*;
use leptos_router::{
    MatchNestedRoutes, SsrMode,
    components::{Route, Router, Routes},
    path,
};

/// All pages.
#[component]
pub fn Pages() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=pages::stopped::NotFound>
                <Public/>
                <Member/>
                <Staff/>
            </Routes>
        </Router>
    }
}

/// What anybody may open.
#[component(transparent)]
fn Public() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/sign-in") view=pages::sign_in::SignIn ssr=SsrMode::Async/>
        <Route path=path!("/") view=pages::home::Home ssr=SsrMode::Async/>
        <Route path=path!("/roots") view=pages::receipt::Roots ssr=SsrMode::Async/>
        <Route path=path!("/roots/check") view=pages::receipt::CheckedReceipt ssr=SsrMode::Async/>
        <Route path=path!("/open") view=pages::open::OpenPage ssr=SsrMode::Async/>
        <Route path=path!("/calc") view=pages::calc::loan::LoanPage ssr=SsrMode::Async/>
        <Route path=path!("/calc/combination") view=pages::calc::combination::CombinationPage ssr=SsrMode::Async/>
        <Route path=path!("/calc/prepay") view=pages::calc::prepay::PrepayPage ssr=SsrMode::Async/>
        <Route path=path!("/calc/limit") view=pages::calc::limit::LimitPage ssr=SsrMode::Async/>
        <Route path=path!("/z") view=pages::verify::Verify ssr=SsrMode::Async/>
        // Before the open segment: the first route that fits is taken.
        <Route path=path!("/z/number") view=pages::verify::ByNumber ssr=SsrMode::Async/>
        <Route path=path!("/z/:seen") view=pages::verify::Verified ssr=SsrMode::Async/>
        <Route path=path!("/z/number/:answer") view=pages::verify::ByNumberAnswer ssr=SsrMode::Async/>
        <Route path=path!("/rules") view=pages::rules::Rules ssr=SsrMode::Async/>
        <Route path=path!("/rules/:kind") view=pages::rules::Rule ssr=SsrMode::Async/>
        <Route path=path!("/flex") view=pages::flex::FlexPage ssr=SsrMode::Async/>
        <Route path=path!("/flex/identity") view=pages::flex::identity::IdentityPage ssr=SsrMode::Async/>
        <Route path=path!("/flex/product") view=pages::flex::product::ProductPage ssr=SsrMode::Async/>
        <Route path=path!("/flex/agreement") view=pages::flex::agreement::AgreementPage ssr=SsrMode::Async/>
        <Route path=path!("/flex/check") view=pages::flex::check::CheckPage ssr=SsrMode::Async/>
        <Route path=path!("/flex/done") view=pages::flex::done::DonePage ssr=SsrMode::Async/>
        <Route path=path!("/problem/:what") view=pages::stopped::Problem ssr=SsrMode::Async/>
    }
    .into_inner()
}

/// What a contributor sees of the own account.
#[component(transparent)]
fn Member() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/me/second-factor") view=pages::sign_in::SecondFactor ssr=SsrMode::Async/>
        <Route path=path!("/me") view=pages::me::Me ssr=SsrMode::Async/>
        <Route path=path!("/base") view=pages::base::BasePage ssr=SsrMode::Async/>
        <Route path=path!("/rent") view=pages::rent::RentPage ssr=SsrMode::Async/>
        <Route path=path!("/rent/amount") view=pages::rent::amount::AmountPage ssr=SsrMode::Async/>
        <Route path=path!("/rent/card") view=pages::rent::card::CardPage ssr=SsrMode::Async/>
        <Route path=path!("/rent/check") view=pages::rent::check::CheckPage ssr=SsrMode::Async/>
        <Route path=path!("/close") view=pages::close::ClosePage ssr=SsrMode::Async/>
        <Route path=path!("/close/check") view=pages::close::CloseCheckPage ssr=SsrMode::Async/>
        <Route path=path!("/transfer") view=pages::transfer::TransferPage ssr=SsrMode::Async/>
        <Route path=path!("/transfer/check") view=pages::transfer::TransferCheckPage ssr=SsrMode::Async/>
        <Route path=path!("/cases") view=pages::cases::CasesPage ssr=SsrMode::Async/>
        <Route path=path!("/cases/:number") view=pages::cases::CasePage ssr=SsrMode::Async/>
        <Route path=path!("/ledger") view=pages::ledger::Ledger ssr=SsrMode::Async/>
        <Route path=path!("/months") view=pages::months::Months ssr=SsrMode::Async/>
        <Route path=path!("/ledger/interest/:year") view=pages::interest::Interest ssr=SsrMode::Async/>
        <Route path=path!("/ledger/receipt/:seq") view=pages::receipt::OwnReceipt ssr=SsrMode::Async/>
        <Route path=path!("/statements") view=pages::statements::Statements ssr=SsrMode::Async/>
        <Route path=path!("/statements/:year") view=pages::statements::StatementYear ssr=SsrMode::Async/>
        <Route path=path!("/statements/:year/:month") view=pages::statements::StatementMonth ssr=SsrMode::Async/>
        <Route path=path!("/messages") view=pages::messages::Messages ssr=SsrMode::Async/>
        <Route path=path!("/tasks") view=pages::tasks::Tasks ssr=SsrMode::Async/>
        <Route path=path!("/certificates") view=pages::certificate::Certificates ssr=SsrMode::Async/>
        <Route path=path!("/certificates/:number") view=pages::certificate::CertificatePage ssr=SsrMode::Async/>
        <Route path=path!("/certificates/not-made/:why") view=pages::certificate::NotMade ssr=SsrMode::Async/>
    }
    .into_inner()
}

/// Counter, reviewers, and the agents of units.
#[component(transparent)]
fn Staff() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/staff/sign-in") view=pages::sign_in::StaffSignIn ssr=SsrMode::Async/>
        <Route path=path!("/desk") view=pages::desk::DeskPage ssr=SsrMode::Async/>
        // Before the open segment: the first route that fits is taken.
        <Route path=path!("/desk/complaints") view=pages::desk::complaints::ComplaintsPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/complaints/:number") view=pages::desk::complaints::ComplaintPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/board") view=pages::desk::board::BoardPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/board/plan") view=pages::desk::board::plan::PlanPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/day") view=pages::desk::day::LatestDayPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/day/:date") view=pages::desk::day::DayPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/proposals") view=pages::desk::proposals::ProposalsPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/proposals/:name") view=pages::desk::proposals::ProposalPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/closings") view=pages::desk::closings::ClosingsPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/closings/:number") view=pages::desk::closings::ClosingDeskPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/corrections") view=pages::desk::corrections::CorrectionsPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/transfers") view=pages::desk::transfers::TransfersPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/transfers/letter") view=pages::desk::transfer_letter::TransferLetterPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/transfers/:number") view=pages::desk::transfers::TransferDeskPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/suspense") view=pages::desk::suspense::SuspensePage ssr=SsrMode::Async/>
        <Route path=path!("/desk/suspense/receive") view=pages::desk::suspense_receive::ReceivePage ssr=SsrMode::Async/>
        <Route path=path!("/desk/suspense/:id") view=pages::desk::suspense::ReceiptPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/:number") view=pages::desk::DeskCasePage ssr=SsrMode::Async/>
        <Route path=path!("/unit") view=pages::unit::UnitPage ssr=SsrMode::Async/>
        <Route path=path!("/unit/sign-in") view=pages::sign_in::AgentSignIn ssr=SsrMode::Async/>
        <Route path=path!("/unit/base") view=pages::unit::base::BasesPage ssr=SsrMode::Async/>
        <Route path=path!("/unit/deferral") view=pages::unit::deferral::DeferralPage ssr=SsrMode::Async/>
        <Route path=path!("/unit/base/:id") view=pages::unit::base::BatchPage ssr=SsrMode::Async/>
        <Route path=path!("/counter") view=pages::counter::Counter ssr=SsrMode::Async/>
        <Route path=path!("/counter/:seen") view=pages::counter::Counter ssr=SsrMode::Async/>
    }
    .into_inner()
}
