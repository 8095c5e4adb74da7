//! `/cyberimpact/actions` and its acts.

use app::{
    address,
    functions::actions::{DescribeAction, WithdrawAction},
};
use domain::identity::Operation;

use crate::web::{
    access::{Rule, Who},
    page,
};

pub fn rules() -> Vec<Rule> {
    let authors = Who::May(Operation::DescribeActions);
    vec![
        Rule::get(address::ACTIONS.path(), Who::May(Operation::ReadFigures), page),
        Rule::act::<DescribeAction>(authors),
        Rule::act::<WithdrawAction>(authors),
    ]
}
