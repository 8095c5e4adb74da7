//! `/cyberimpact/administration/canaux` and its acts.

use app::{
    address,
    functions::channels::{RemoveChannel, SetChannel, TurnChannel},
};
use domain::identity::Operation;

use crate::web::{
    access::{Rule, Who},
    page,
};

pub fn rules() -> Vec<Rule> {
    let managers = Who::May(Operation::ManageChannels);
    vec![
        Rule::get(address::CHANNELS.path(), managers, page),
        Rule::act::<SetChannel>(managers),
        Rule::act::<TurnChannel>(managers),
        Rule::act::<RemoveChannel>(managers),
    ]
}
