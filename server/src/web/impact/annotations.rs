//! `/cyberimpact/annotations` and its acts.

use app::{
    address,
    functions::annotations::{Annotate, Comment, WithdrawAnnotation, WithdrawComment},
};
use domain::identity::Operation;

use crate::web::{
    access::{Rule, Who},
    page,
};

pub fn rules() -> Vec<Rule> {
    let authors = Who::May(Operation::Annotate);
    vec![
        Rule::get(address::ANNOTATIONS.path(), Who::May(Operation::ReadFigures), page),
        Rule::act::<Annotate>(authors),
        Rule::act::<WithdrawAnnotation>(authors),
        Rule::act::<Comment>(authors),
        Rule::act::<WithdrawComment>(authors),
    ]
}
