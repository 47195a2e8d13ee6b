-- titre : Qui a droit à l'abattement sur ses revenus d'activité
-- description : Pour la complémentaire santé solidaire (CSS, R.861-8) : interruption de travail de plus de six mois pour maladie, chômage
-- description : indemnisé, allocation de solidarité spécifique. La détention et le stage rémunéré, que la règle ne lit pas, y ouvrent aussi.
-- colonne assure : la personne
-- colonne motif : arret_maladie, ass ou chomage
WITH
arrets AS (
    SELECT assure
    FROM arret_en_cours
    WHERE debut <= mois_avant(:au, parametre('c2s.abattement_arret_mois'))
),
motifs AS (
    SELECT assure, 'chomage' AS motif FROM allocation_au_jour WHERE type = 'are'
    UNION ALL
    SELECT assure, 'ass' AS motif FROM allocation_au_jour WHERE type = 'ass'
    UNION ALL
    SELECT assure, 'arret_maladie' AS motif FROM arrets
)
SELECT assure, min(motif) AS motif
FROM motifs
GROUP BY assure
