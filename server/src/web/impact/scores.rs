//! `/cyberimpact/administration/scores` and its act.

use app::{address, functions::scores::SetScores};
use domain::identity::Operation;

use crate::web::{
    access::{Rule, Who},
    page,
};

pub fn rules() -> Vec<Rule> {
    let setters = Who::May(Operation::SetScores);
    vec![Rule::get(address::SCORES.path(), setters, page), Rule::act::<SetScores>(setters)]
}
