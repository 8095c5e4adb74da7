//! Parts of the screens behind the login.

pub mod account_form;
pub mod actions;
pub mod annotations;
pub mod explorer;
pub mod following;
pub mod frame;
pub mod live;
pub mod offline;
pub mod panels;
pub mod problem;
pub mod scope_bar;
pub mod stacked;
pub mod synthesis;
pub mod territory_options;
pub mod ways;
pub mod what_if;

pub use problem::FormProblem;
