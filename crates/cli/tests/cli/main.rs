//! The command as people and programs use it: the real binary, in a folder of its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice
)]

mod archives;
mod bad_input;
mod commands;
mod contract;
mod corrections;
mod folder;
mod formats;
mod killed;
mod names;
mod parse;
mod readme;
mod tables;
mod terminal;
