//! Learns what each feature weighs: logistic regression by stochastic descent with a step for each weight (AdaGrad, Duchi et al.,
//! JMLR 2011). The same messages give the same weights.

use super::features::{BITS, features, share};

/// Times that all messages are read.
const ROUNDS: usize = 12;
const STEP: f32 = 0.2;
const BIAS_STEP: f32 = 0.01;
/// Keeps weights small ("ridge").
const SHRINK: f32 = 1e-4;

pub struct Message {
    emergency: bool,
    /// Places of its features.
    places: Vec<usize>,
}

/// `1<TAB>fr<TAB>text` is an emergency, `0<TAB>…` is none.
pub fn message(line: &str) -> Option<Message> {
    let mut fields = line.splitn(3, '\t');
    let emergency = match fields.next()? {
        "1" => true,
        "0" => false,
        _ => return None,
    };
    let (_, features) = features(fields.nth(1)?);
    Some(Message { emergency, places: features.into_iter().map(|feature| feature.place).collect() })
}

/// The weights, and what they are added to.
pub fn learnt(messages: &[Message]) -> (Vec<f32>, f32) {
    let mut weights = vec![0.0_f32; 1 << BITS];
    let mut seen = vec![1e-8_f32; 1 << BITS];
    let mut bias = 0.0_f32;
    let mut order: Vec<usize> = (0..messages.len()).collect();
    let mut random = 12_345_u64;
    for _ in 0..ROUNDS {
        for i in (1..order.len()).rev() {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(i, (random >> 33) as usize % (i + 1));
        }
        for &i in &order {
            let Message { emergency, places } = &messages[i];
            let share = share(places.len());
            let sum: f32 = places.iter().map(|place| weights[*place]).sum();
            let fault = 1.0 / (1.0 + (-(bias + sum * share)).exp()) - f32::from(u8::from(*emergency));
            bias -= BIAS_STEP * fault;
            for place in places {
                let (weight, seen) = (&mut weights[*place], &mut seen[*place]);
                let slope = fault * share + SHRINK * *weight;
                *seen += slope * slope;
                *weight -= STEP * slope / seen.sqrt();
            }
        }
    }
    (weights, bias)
}
