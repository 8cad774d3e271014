import java.io.FileInputStream;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Asks veraPDF whether files keep the PDF/A flavour that they claim. Exit code 1 if one does not.
 *
 *   mvn -q dependency:copy-dependencies -DoutputDirectory=lib
 *   java -cp 'lib/*' Check.java FILE.pdf ...
 */
public class Check {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean all = true;
        for (String file : files) {
            try (PDFAParser parser = Foundries.defaultInstance()
                    .createParser(new FileInputStream(file), PDFAFlavour.NO_FLAVOUR)) {
                PDFAFlavour flavour = parser.getFlavour();
                ValidationResult result = Foundries.defaultInstance()
                    .createValidator(flavour, false).validate(parser);
                all &= result.isCompliant();
                System.out.println(file + " " + flavour + " " + result.isCompliant());
                TreeSet<String> broken = new TreeSet<>();
                for (TestAssertion test : result.getTestAssertions()) {
                    broken.add(test.getRuleId().getClause() + " " + test.getMessage());
                }
                broken.forEach(rule -> System.out.println("  " + rule));
            }
        }
        System.exit(all ? 0 : 1);
    }
}
