package life

// kolmogorovCases are P(D >= d) of n values, two-sided and one-sided, by scipy
// 1.17.1 stats.kstwo.sf and stats.ksone.sf. Between 700 and 2000 values, where
// scipy's two-sided ones have seven digits, they are Durbin's matrix power by
// mpmath 1.3 in 40 digits.
var kolmogorovCases = []struct {
	n        int
	d        float64
	two, one float64
}{
	{5, 0.3, 0.664, 0.34282},
	{5, 0.9, 1.999999999999998e-05, 9.999999999999989e-06},
	{25, 0.169, 0.426001273327445, 0.2149143869588845},
	{25, 0.5, 2.644610364622404e-06, 1.322305182311202e-06},
	{100, 0.05, 0.9532159710635725, 0.5871453380805337},
	{100, 0.12, 0.1033037490181987, 0.05165826915719442},
	{100, 0.224, 6.870981985748837e-05, 3.435490992874419e-05},
	{100, 0.6, 5.912822156396238e-35, 2.956411078198119e-35},
	{700, 0.03, 0.5442473368176029, 0.2780778868127251},
	{1000, 0.02, 0.8108971310702121, 0.4434249884394942},
	{1000, 0.09, 1.691177598443479e-07, 8.455887992217394e-08},
	{2000, 0.01, 0.9871373662892159, 0.6658899344653914},
	{2000, 0.03, 0.05354694548336677, 0.02677398249836712},
	{2000, 0.1, 7.300241819807517e-18, 3.650120909903759e-18},
	{100000, 0.003, 0.3284563327726956, 0.1649686862822444},
}

// andersonCases are P(Q > x) of the sum of k limits of A^2. For k = 1 the
// integrals between the zeros of the cosine were added by mpmath 1.3 in 30
// digits; for k = 3 and 7 the inversion was made along a straight line with
// numpy. For k = 2 there is a closed form, in the test.
var andersonCases = []struct {
	x float64
	k int
	p float64
}{
	{0.3, 1, 0.938157636057123},
	{0.8, 1, 0.481027953006689},
	{2.5, 1, 0.0495411343761245},
	{6, 1, 0.000967451941520923},
	{30, 1, 1.65954895277832e-14},
	{1.5, 3, 0.929593432699007},
	{9, 3, 0.00206228113539208},
	{7.5, 7, 0.348562164697138},
	{25, 7, 4.33377656859169e-07},
}

// Correlations of the probability plots of TestPlotCorrelationAgainstScipy.
const (
	plotWeibull     = 0.986156832394483
	plotNormal      = 0.9872079183848
	plotExponential = 0.937260346793997
)
