//! The portal over HTTP, without a socket but for the tests of the socket.
//!
//! Every trap of the framework and of the network that was seen to bite has a test here; each says what to remove
//! to see it fail.

mod desk;
mod forms;
mod frame;
mod fuzz;
mod log;
mod people;
mod private;
mod socket;
mod support;
mod unit_lists;
mod uploads;
