//! A remittance file (汇缴清册): one header with the field names of the basic-data standard (JGJ/T 320-2014),
//! then one line per worker and month. Only lines that prove themselves become a [`RemittanceLine`].

mod column;
mod fields;
mod line;
mod reject;

pub use column::{Column, Header, HeaderError};
pub use fields::split_fields;
pub use line::{Contribution, Payment, RemittanceLine, Worker};
pub use reject::{Reason, Reject};

/// The most bytes one line may have; a longer one is rejected without being kept.
pub const LINE_MAX: usize = 4096;
