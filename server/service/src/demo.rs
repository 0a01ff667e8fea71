//! The demo centre (演示中心): a city's worth of people who do not exist, as remittance files.
//!
//! Everything follows from a seed, so two machines make the same centre. Nothing here touches the books: the
//! files go through the import like those of a real employer.
//!
//! **Nobody's numbers.** Identity numbers and credit codes carry the region code of the city with 99 at its
//! end, such as 350599: no county has it (GB/T 2260), so a number with a right check character still belongs
//! to nobody.

mod cast;
mod dice;
mod files;
mod households;
mod names;
mod plan;
mod seats;

pub use cast::{Cast, Part, Role};
pub use dice::Dice;
pub use files::{FileSet, write};
pub use households::settle;
pub use plan::{Plan, Size, Worker, plan};
pub use seats::{Seat, seat};
