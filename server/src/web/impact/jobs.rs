//! `/cyberimpact/administration/taches` and its acts.

use app::{
    address,
    functions::jobs::{CancelJob, RunJobAgain},
};
use domain::identity::Operation;

use crate::web::{
    access::{Rule, Who},
    page,
};

pub fn rules() -> Vec<Rule> {
    let administrators = Who::May(Operation::ManageAccounts);
    vec![
        Rule::get(address::JOBS.path(), administrators, page),
        Rule::act::<RunJobAgain>(administrators),
        Rule::act::<CancelJob>(administrators),
    ]
}
