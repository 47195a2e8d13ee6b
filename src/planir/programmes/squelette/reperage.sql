-- Chaque étape garde une partie des personnes de l'étape d'avant. Sa phrase complète « la personne… ».
-- « planir programmes check » dit les tables, les vues et les fonctions permises quand un nom est inconnu.
WITH
-- étape : a l'âge visé
en_age AS (
    SELECT assure, age FROM assure_au_jour
    WHERE age >= parametre('CODE.age_minimum')
)
-- étape : n'a pas de compte ameli
SELECT e.assure, '' AS objet, e.age, CAST(NULL AS DATE) AS echeance
FROM en_age AS e
JOIN assure_au_jour AS a ON a.assure = e.assure
WHERE coalesce(a.compte_ameli, FALSE) = FALSE
