//! Who is at the desk, who went, who is on a break; what who leads them sees.

use brigade::{Lateness, Sign, Standing};
use chrono::TimeDelta;
use domain::identity::Role;
use services::Unfit;

use crate::{House, agent, person};

#[tokio::test]
async fn who_goes_without_a_word_leaves_nobody_waiting() {
    let house = House::new().await;
    let brigade = &house.brigade;
    let (one, two) = (house.greeted().await, house.greeted().await);
    brigade.at_desk(&agent(1), Sign::Page).await.unwrap();
    let first = brigade.take_next(&agent(1)).await.unwrap().unwrap();
    let second = brigade.take_next(&agent(1)).await.unwrap().unwrap();
    brigade.answer(&agent(1), second, brigade.message_id(), 1, "Bonjour").await.unwrap();
    house.pass(TimeDelta::minutes(14));
    brigade.relieve_absent().await.unwrap();
    assert_eq!(house.found(&one).await.account, Some(agent(1).account), "a page without JavaScript lasts");
    // A stream is a surer sign: what it tells takes the place of what a page said.
    brigade.at_desk(&agent(1), Sign::Page).await.unwrap();
    brigade.at_desk(&agent(1), Sign::Stream).await.unwrap();
    house.pass(TimeDelta::minutes(2) + TimeDelta::seconds(1));
    brigade.relieve_absent().await.unwrap();
    assert_eq!(house.found(&one).await.account, None);
    assert_eq!(house.found(&two).await.account, Some(agent(1).account), "nobody waits there");
    house.says(&two, "Encore").await;
    brigade.relieve_absent().await.unwrap();
    assert_eq!(house.found(&two).await.account, None, "now somebody does");
    brigade.at_desk(&agent(2), Sign::Stream).await.unwrap();
    assert_eq!(brigade.take_next(&agent(2)).await.unwrap(), Some(first));
    brigade.relieve_absent().await.unwrap();
    assert_eq!(house.found(&one).await.account, Some(agent(2).account));
}

#[tokio::test]
async fn on_a_break_one_has_nothing_and_takes_nothing() {
    let house = House::new().await;
    let brigade = &house.brigade;
    let one = house.greeted().await;
    let id = brigade.take_next(&agent(1)).await.unwrap().unwrap();
    brigade.begin_break(&agent(1)).await.unwrap();
    assert!(matches!(
        brigade.standing(&house.found(&one).await).await.unwrap(),
        Standing::Waits { ahead: 0, .. }
    ));
    assert!(brigade.desk(&agent(1)).await.unwrap().break_since.is_some());
    for refused in [brigade.take(&agent(1), id).await, brigade.take_next(&agent(1)).await.map(|_| ())] {
        assert!(matches!(refused, Err(Unfit::Malformed(sentence)) if sentence.contains("pause")));
    }
    brigade.end_break(&agent(1)).await.unwrap();
    brigade.take(&agent(1), id).await.unwrap();
    assert!(matches!(brigade.begin_break(&person(3, Role::Analyst)).await, Err(Unfit::Forbidden)));
}

#[tokio::test]
async fn the_board_tells_who_waits_too_long_and_nothing_of_what_was_said() {
    let house = House::new().await;
    let brigade = &house.brigade;
    let leader = person(9, Role::DutyOfficer);
    house.greeted().await;
    house.pass(TimeDelta::minutes(6));
    house.greeted().await;
    house.pass(TimeDelta::minutes(10));
    house.greeted().await;
    brigade.at_desk(&agent(1), Sign::Page).await.unwrap();
    let id = brigade.take_next(&agent(1)).await.unwrap().unwrap();
    let board = brigade.board(&leader).await.unwrap();
    let late = |lateness| board.count(lateness, brigade.now());
    assert_eq!((late(Lateness::Late), late(Lateness::Soon), late(Lateness::Fine)), (1, 0, 2));
    let [one] = &board.agents[..] else { panic!("{:?}", board.agents) };
    assert_eq!((one.held, one.waiting, one.break_since), (1, 1, None));
    assert!(board.waiting[0].1.is_some() && board.waiting[1].1.is_none());
    assert!(matches!(brigade.board(&agent(1)).await, Err(Unfit::Forbidden)));
    // Following is a line of the journal, once for a while; the thread stays its agent's.
    let lines = async || {
        let lines = house.journal.latest(50).await.unwrap();
        lines.iter().filter(|line| line.entry.operation == "suivre-conversation").count()
    };
    for _ in 0..3 {
        let followed = brigade.follow(&leader, id).await.unwrap().unwrap();
        assert_eq!(followed.messages[0].text, "Bonjour");
    }
    assert_eq!(lines().await, 1);
    house.pass(TimeDelta::minutes(11));
    brigade.follow(&leader, id).await.unwrap();
    assert_eq!(lines().await, 2);
    assert!(matches!(brigade.follow(&agent(1), id).await, Err(Unfit::Forbidden)));
    brigade.relieve(&leader, agent(1).account).await.unwrap();
    assert_eq!(brigade.board(&leader).await.unwrap().waiting[0].1, None);
    for wrong in ["", "0", "241", "x"] {
        let refused = brigade.set_target(&leader, wrong).await;
        assert!(matches!(refused, Err(Unfit::Field { field, .. }) if field == "minutes"));
    }
    brigade.set_target(&leader, " 60 ").await.unwrap();
    brigade.set_surge(&leader, true).await.unwrap();
    let settings = brigade.settings().await.unwrap();
    assert_eq!((settings.target, settings.is_surge), (60, true));
    assert!(matches!(brigade.set_surge(&agent(1), false).await, Err(Unfit::Forbidden)));
}
