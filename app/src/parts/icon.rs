//! Pictures of one line each, 24 × 24, drawn in the colour of the text beside them. Always decoration: the word
//! stands next to it, so screen readers pass over.

use leptos::prelude::*;

/// The icons of the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Home,
    Tasks,
    Message,
    Person,
    Ledger,
    Rent,
    Loan,
    Code,
    Calculator,
    Flexible,
    Certificate,
    Eye,
    EyeShut,
    Tick,
    Cross,
    Doubt,
    Shield,
    Warning,
    Stop,
    Info,
    Done,
    Clock,
    Camera,
}

impl Icon {
    /// Inner markup. Only constants: it is written into the page as it stands.
    const fn drawing(self) -> &'static str {
        match self {
            Icon::Home => r#"<path class="fill" d="M4.5 10.5 12 4l7.5 6.5V20h-5v-5h-5v5h-5z"/>"#,
            Icon::Tasks => r#"<path class="fill" d="M6 4h12v16H6z"/><path d="M9 9h6M9 12.5h6M9 16h3.5"/>"#,
            Icon::Message => r#"<path class="fill" d="M4 5h16v11.5H10L6.5 20v-3.5H4z"/>"#,
            Icon::Person => {
                r#"<circle class="fill" cx="12" cy="8" r="3.8"/><path class="fill" d="M4.8 20c.6-4 3.4-6 7.2-6s6.6 2 7.2 6z"/>"#
            }
            Icon::Ledger => r#"<path d="M6 4h12v16H6zM9 9h6M9 12.5h6M9 16h3.5"/>"#,
            Icon::Rent => r#"<path d="M4.5 10.5 12 4l7.5 6.5V20h-15z"/><path d="M9.5 20v-5.5h5V20"/>"#,
            Icon::Loan => {
                r#"<path d="M4 10 12 4.5 20 10v1.5H4zM6.5 11.5v6M10.2 11.5v6M13.8 11.5v6M17.5 11.5v6M4 20h16"/>"#
            }
            Icon::Code => {
                r#"<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5M20 14v3h-2M14 20h2.5M20 20h.01"/>"#
            }
            Icon::Calculator => {
                r#"<path d="M6 3.5h12v17H6zM9 7h6v2.5H9zM9 13h.01M12 13h.01M15 13h.01M9 16.5h.01M12 16.5h.01M15 16.5h.01"/>"#
            }
            Icon::Flexible => {
                r#"<circle cx="10" cy="8" r="3.6"/><path d="M3.5 20c.5-4 3-6 6.5-6 1 0 1.9.2 2.7.5M17.5 14v6M14.5 17h6"/>"#
            }
            Icon::Certificate => {
                r#"<path d="M5 4h14v16H5zM8.5 8.5h7M8.5 11.5h4"/><circle cx="14.8" cy="15.3" r="2.2"/>"#
            }
            Icon::Eye => {
                r#"<path d="M2.5 12S6 5.8 12 5.8 21.5 12 21.5 12 18 18.2 12 18.2 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>"#
            }
            Icon::EyeShut => {
                r#"<path d="M4 9.5C6 12.3 8.8 14 12 14s6-1.7 8-4.5M6 12l-2 2.5M10 13.8l-.6 3M14 13.8l.6 3M18 12l2 2.5"/>"#
            }
            Icon::Tick => r#"<path d="m5 12.5 4.5 4.5L19 7.5"/>"#,
            Icon::Cross => r#"<path d="m6.5 6.5 11 11M17.5 6.5l-11 11"/>"#,
            Icon::Doubt => r#"<path d="M12 5.5v8M12 18v.01"/>"#,
            Icon::Shield => {
                r#"<path d="M12 3l7.5 2.8v5.7c0 4.7-3.1 7.9-7.5 9.5-4.4-1.6-7.5-4.8-7.5-9.5V5.8z"/><path d="m8.5 12 2.5 2.5 4.5-5"/>"#
            }
            Icon::Warning => r#"<path d="M12 4 2.8 20h18.4zM12 10v4.5M12 17.2v.01"/>"#,
            Icon::Stop => {
                r#"<path d="M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3z"/><path d="m9 9 6 6M15 9l-6 6"/>"#
            }
            Icon::Info => r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8v.01"/>"#,
            Icon::Done => r#"<circle cx="12" cy="12" r="9"/><path d="m7.8 12.3 2.9 2.9 5.5-6"/>"#,
            Icon::Clock => r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>"#,
            Icon::Camera => {
                r#"<path d="M3.5 7.5h4L9.5 5h5l2 2.5h4V19h-17z"/><circle cx="12" cy="13" r="3.5"/>"#
            }
        }
    }
}

/// One icon as inline SVG.
pub fn icon(icon: Icon) -> impl IntoView {
    view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" inner_html=icon.drawing()></svg> }
}
