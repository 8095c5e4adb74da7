//! `/cyberimpact/administration/conservation` and its act.

use app::{address, functions::retention::SetRetention};
use domain::identity::Operation;

use crate::web::{
    access::{Rule, Who},
    page,
};

pub fn rules() -> Vec<Rule> {
    let setters = Who::May(Operation::SetRetention);
    vec![Rule::get(address::RETENTION.path(), setters, page), Rule::act::<SetRetention>(setters)]
}
