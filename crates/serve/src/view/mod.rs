//! The views: a file each, with the template of the same name.
//!
//! A view asks the record in SQL for the rows that its address asks for, and gives them as a page or, with
//! `format=csv` or `format=json`, as data.

pub(crate) mod agreement;
pub(crate) mod agreements;
pub(crate) mod article;
pub(crate) mod articles;
pub(crate) mod compare;
pub(crate) mod corrections;
pub(crate) mod gaps;
pub(crate) mod help;
pub(crate) mod matrix;
pub(crate) mod names;
pub(crate) mod overview;
pub(crate) mod point;
pub(crate) mod review;
pub(crate) mod search;
pub(crate) mod sides;
pub(crate) mod speaker;
pub(crate) mod speakers;
pub(crate) mod timeline;
pub(crate) mod values;
