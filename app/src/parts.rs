//! Pieces shared by pages, rendered on the server.

mod form;
mod frame;
mod icon;
mod live_script;
mod money;
mod page;
mod page_scripts;
mod page_title;
mod prose;
mod state;
mod text_area;

pub use form::{Answer, Choice, Entry, ErrorSummary, Field, Select, Tick};
pub use frame::{BackLink, Foot, Tab, TabBar};
pub use icon::{Icon, icon};
pub use live_script::LiveScript;
pub use money::{Money, Shown};
pub use page::{Page, StaffPage};
pub use page_scripts::{CameraScript, DeskScript, VerifyScript};
pub use page_title::PageTitle;
pub use prose::prose;
pub use state::{
    Fact, Milestone, Notice, Outcome, Pill, RuleLine, RuleList, SummaryList, Tile, Tiles, Timeline, Tone,
    Verdict, When,
};
pub use text_area::TextArea;
