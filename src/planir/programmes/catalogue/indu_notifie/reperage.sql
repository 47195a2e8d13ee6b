WITH
-- étape : a reçu une demande de remboursement de la caisse
indus AS (
    SELECT
        c.assure,
        c.creance,
        c.montant,
        c.solde,
        c.notifiee_le,
        c.reglee_le,
        c.echeancier,
        c.remise_demandee_le,
        mois_apres(c.notifiee_le, parametre('recours.remise_dette_mois')) AS echeance,
        jours_apres(c.notifiee_le, parametre('indu.rectification_jours')) AS rectification_jusqu
    FROM creance AS c
    JOIN assure_au_jour USING (assure)
    WHERE c.nature = 'indu' AND c.notifiee_le <= :au
),
-- Un solde vide n'est pas un solde nul : le reste dû n'est pas connu.
-- étape : ne l'a pas déjà remboursée en entier
dus AS (
    SELECT * FROM indus
    WHERE (reglee_le IS NULL OR reglee_le > :au) AND (solde IS NULL OR solde > 0)
),
-- étape : est encore dans le délai pour demander une remise ou contester
dans_le_delai AS (
    SELECT * FROM dus WHERE echeance >= :au
),
-- La demande de remise et le recours ne disent pas quelle somme ils visent : déposés depuis, ils valent pour elle.
demarches AS (
    SELECT assure, deposee_le AS jour FROM demande
    WHERE type = 'remise_dette' AND (resultat IS NULL OR resultat <> 'abandonnee' OR decidee_le > :au)
    UNION ALL
    SELECT assure, recours_le AS jour FROM decision WHERE objet = 'indu'
)
-- étape : n'a pas déjà fait de démarche pour cette somme
SELECT
    d.assure,
    d.creance AS objet,
    k.destinataire,
    d.montant,
    CASE WHEN d.solde < d.montant THEN d.solde END AS reste,
    d.notifiee_le,
    CASE WHEN d.rectification_jusqu >= :au THEN d.rectification_jusqu END AS rectification_jusqu,
    d.echeance
FROM dans_le_delai AS d
JOIN contact_de_la_personne AS k ON k.assure = d.assure
WHERE NOT coalesce(d.echeancier, FALSE)
    AND (d.remise_demandee_le IS NULL OR d.remise_demandee_le > :au)
    AND NOT EXISTS (
        SELECT 1 FROM demarches AS m
        WHERE m.assure = d.assure AND m.jour BETWEEN d.notifiee_le AND :au
    )
