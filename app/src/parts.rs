//! Pieces shared by pages, rendered on the server.

mod live_script;
mod page_title;

pub use live_script::LiveScript;
pub use page_title::PageTitle;
