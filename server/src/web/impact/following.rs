//! Acts of `/cyberimpact/suivi`: what a person keeps.

use app::functions::following::{Confirm, Follow, KeepView, RemoveView, RenameView, Subscribe, Unfollow};
use domain::identity::Operation;

use crate::web::access::{Rule, Who};

pub fn rules() -> Vec<Rule> {
    let readers = Who::May(Operation::ReadFigures);
    vec![
        Rule::act::<Follow>(readers),
        Rule::act::<Unfollow>(readers),
        Rule::act::<KeepView>(readers),
        Rule::act::<RenameView>(readers),
        Rule::act::<RemoveView>(readers),
        Rule::act::<Subscribe>(readers),
        Rule::act::<Confirm>(readers),
    ]
}
