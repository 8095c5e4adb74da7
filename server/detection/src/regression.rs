//! Weighted least squares with a little ridge, by Cholesky's decomposition.

/// Coefficients, and the inverse of the matrix of the normal equations (their covariance, up to the noise's variance).
pub struct Fit {
    pub coefficients: Vec<f64>,
    pub inverse: Vec<Vec<f64>>,
}

impl Fit {
    pub fn at(&self, row: &[f64]) -> f64 {
        row.iter().zip(&self.coefficients).map(|(x, b)| x * b).sum()
    }
}

/// Fits `values` by `rows`. `ridge` pulls all coefficients but the first, the level, towards zero. `None` where the rows can't
/// tell the coefficients apart.
pub fn fit(rows: &[Vec<f64>], values: &[f64], weights: &[f64], ridge: f64) -> Option<Fit> {
    let size = rows.first()?.len();
    let mut normal = vec![vec![0.0; size]; size];
    let mut right = vec![0.0; size];
    for ((row, value), weight) in rows.iter().zip(values).zip(weights) {
        for i in 0..size {
            right[i] += weight * row[i] * value;
            for j in 0..=i {
                normal[i][j] += weight * row[i] * row[j];
            }
        }
    }
    for (i, line) in normal.iter_mut().enumerate().skip(1) {
        line[i] += ridge;
    }
    let lower = cholesky(normal)?;
    let coefficients = solve(&lower, right);
    let inverse =
        (0..size).map(|i| solve(&lower, (0..size).map(|j| f64::from(u8::from(i == j))).collect())).collect();
    Some(Fit { coefficients, inverse })
}

/// The lower triangle whose product with its transpose is the matrix.
fn cholesky(mut a: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    for i in 0..a.len() {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| a[i][k] * a[j][k]).sum();
            let rest = a[i][j] - sum;
            if i == j {
                if rest <= 1e-10 * (1.0 + a[i][i].abs()) {
                    return None;
                }
                a[i][i] = rest.sqrt();
            } else {
                a[i][j] = rest / a[j][j];
            }
        }
    }
    Some(a)
}

fn solve(lower: &[Vec<f64>], mut x: Vec<f64>) -> Vec<f64> {
    let n = x.len();
    for i in 0..n {
        let sum: f64 = (0..i).map(|k| lower[i][k] * x[k]).sum();
        x[i] = (x[i] - sum) / lower[i][i];
    }
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|k| lower[k][i] * x[k]).sum();
        x[i] = (x[i] - sum) / lower[i][i];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_again() {
        let rows: Vec<Vec<f64>> = (0..20).map(|i| vec![1.0, f64::from(i)]).collect();
        let values: Vec<f64> = (0..20).map(|i| 3.0 - 0.5 * f64::from(i)).collect();
        let fit = fit(&rows, &values, &[1.0; 20], 0.0).unwrap();
        assert!((fit.coefficients[0] - 3.0).abs() < 1e-9 && (fit.coefficients[1] + 0.5).abs() < 1e-9);
        assert!((fit.at(&[1.0, 100.0]) + 47.0).abs() < 1e-7);
        // The inverse is that of [[20, 190], [190, 2470]].
        assert!((fit.inverse[1][1] - 20.0 / (20.0 * 2470.0 - 190.0 * 190.0)).abs() < 1e-12);
    }

    #[test]
    fn two_equal_columns_are_refused() {
        let rows: Vec<Vec<f64>> = (0..9).map(|i| vec![1.0, f64::from(i), f64::from(i)]).collect();
        assert!(fit(&rows, &[1.0; 9], &[1.0; 9], 0.0).is_none());
    }
}
