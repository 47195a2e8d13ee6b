-- Pour tout le monde, trouvé ou non : qui a déclaré un médecin qui exerce, et depuis quand.
SELECT m.assure, '' AS objet, min(m.debut) AS obtenu_le
FROM medecin_traitant_actif AS m
LEFT JOIN medecin AS d ON d.medecin = m.medecin
WHERE d.fin_exercice IS NULL OR d.fin_exercice >= :au
GROUP BY m.assure
